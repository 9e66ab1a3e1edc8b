"""The Message-IDs of a conversation so far, so that mail programs show it as one."""

from sqlalchemy import literal, select, union_all

from portal.database import session
from portal.messages import identity
from portal.messages.header_values import is_message_id
from portal.messages.models import InboundMail, Message, MessageState

MOST_IDS = 20


def ids_so_far(thread: str, *, to_address: str) -> list[str]:
    """What was mailed in this thread, oldest first: ours to this address, and all that came in.

    Of a long thread the first id and the last ones: programs join by either end.
    """
    ours = select(Message.created_at, Message.token, literal(True)).where(
        Message.thread == thread,
        Message.to_address == to_address,
        Message.state != MessageState.BLOCKED,
    )
    theirs = select(InboundMail.received_at, InboundMail.message_id_header, literal(False)).where(
        InboundMail.thread == thread, InboundMail.message_id_header.is_not(None)
    )
    found = [
        (at, identity.message_id(id_) if is_ours else _bracketed(id_))
        for at, id_, is_ours in session.execute(union_all(ours, theirs))
    ]
    ids = [each for _, each in sorted(found) if is_message_id(each)]
    ids = list(dict.fromkeys(ids))
    return ids if len(ids) <= MOST_IDS else [ids[0], *ids[1 - MOST_IDS :]]


def _bracketed(message_id: str) -> str:
    return f"<{message_id.strip('<>')}>"
