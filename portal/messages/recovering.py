"""After a worker died or stood still: its messages go on, or are known to be in doubt."""

from sqlalchemy import or_, select

from portal import clock
from portal.database import atomic, session
from portal.messages import outcomes
from portal.messages.models import Message, MessageState

BATCH = 200


@atomic()
def recover_stale() -> int:
    """Take back claims that ran out.

    Of a claimed message the mail server has no byte: it waits again. One that was being handed
    over may have been sent, and nobody can find out: see outcomes.leave_in_doubt.
    """
    stale = session.scalars(
        select(Message)
        .where(
            or_(Message.state == MessageState.CLAIMED, Message.state == MessageState.HANDING),
            Message.claimed_until < clock.now(),
        )
        .order_by(Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Message)
    ).all()
    for message in stale:
        if message.state is MessageState.CLAIMED:
            message.state = MessageState.QUEUED
        else:
            outcomes.leave_in_doubt(message, "the worker that was handing it over disappeared")
    return len(stale)
