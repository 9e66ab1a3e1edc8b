"""Taking mails back that a worker has claimed and not begun to hand over: something has happened
that may speak against them, so their domain is asked about them once more."""

from sqlalchemy import ColumnElement, select, update

from portal.database import atomic, session
from portal.messages.models import Message, MessageState

NOT_BEGUN = (MessageState.QUEUED, MessageState.CLAIMED)


@atomic()
def recall(customer_id: int) -> None:
    """From here on no mail to them that stands on a choice of theirs is begun before it was asked
    about again.

    A claim that is being made in this moment is waited for: it may have asked before this counted.
    """
    _recall(
        Message.customer_id == customer_id,
        Message.consent_purpose.is_not(None),
        Message.state.in_(NOT_BEGUN),
    )


@atomic()
def recall_claimed(of: ColumnElement[bool]) -> None:
    """The same for what is claimed already, whoever reads it."""
    _recall(of, Message.consent_purpose.is_not(None), Message.state == MessageState.CLAIMED)


def _recall(*which: ColumnElement[bool]) -> None:
    # In the order in which they are handed over: who hands one over holds the mail before it too.
    held = session.scalars(
        select(Message.id)
        .where(*which)
        .order_by(Message.due_at, Message.id)
        .with_for_update(of=Message)
    ).all()
    session.execute(
        update(Message)
        .where(Message.id.in_(held), Message.state == MessageState.CLAIMED)
        .values(state=MessageState.QUEUED, attempt=None)
    )
