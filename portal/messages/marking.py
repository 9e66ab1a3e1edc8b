"""The two marks that every mail in bulk gets, in as few words to the database as they take."""

from sqlalchemy import bindparam, insert, update

from portal import clock
from portal.database import session
from portal.messages.answers import Answer
from portal.messages.delivery import HANDING_LEASE, Claimed
from portal.messages.models import Message, MessageEvent, MessageState
from portal.messages.secret_links import without_secrets

_OF_THE_CLAIM = (Message.id == bindparam("of_id"), Message.attempt == bindparam("of_attempt"))
_MESSAGES, _EVENTS = Message.__table__, MessageEvent.__table__
_HAND = (
    update(_MESSAGES)
    .where(*_OF_THE_CLAIM, Message.state == MessageState.CLAIMED)
    .values(state=MessageState.HANDING, claimed_until=bindparam("until"))
)
_SENT = (
    update(_MESSAGES)
    .where(*_OF_THE_CLAIM, Message.state == MessageState.HANDING)
    .values(
        state=MessageState.SENT, reason=None, sent_at=bindparam("at"), text=bindparam("words"),
        html=bindparam("page"), smtp_code=bindparam("code"), smtp_text=bindparam("said"),
    )
)  # fmt: skip
_NOTE = insert(_EVENTS)


def handing(claimed: Claimed) -> bool:
    """It is being handed over from now on; False when this claim does not have it any more."""
    now = clock.now()
    if not _changed(_HAND, claimed, until=now + HANDING_LEASE):
        return False
    _note(claimed, MessageState.HANDING, attempt=claimed.attempt)
    return True


def sent(claimed: Claimed, answer: Answer) -> bool:
    """The server took it; False when somebody has taken over meanwhile, which outcomes judges."""
    letter = claimed.letter
    is_ours = _changed(
        _SENT, claimed, at=clock.now(), code=answer.code, said=answer.text,
        words=without_secrets(letter.body), page=letter.html and without_secrets(letter.html),
    )  # fmt: skip
    if is_ours:
        _note(claimed, MessageState.SENT, said=f"{answer.code} {answer.text}".strip()[:250])
    return is_ours


def _changed(statement, claimed: Claimed, **values) -> bool:
    at = {"of_id": claimed.id, "of_attempt": claimed.attempt}
    return session.connection().execute(statement, at | values).rowcount == 1


def _note(claimed: Claimed, kind: MessageState, **particulars: str) -> None:
    values = {"message_id": claimed.id, "kind": kind, "particulars": particulars}
    session.connection().execute(_NOTE, values | {"at": clock.now()})
