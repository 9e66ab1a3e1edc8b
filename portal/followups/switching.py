"""The switch for all follow-ups, and one for each playbook. Both count from the next claim on, and
take back what is claimed already."""

from sqlalchemy import select, update

from portal import clock
from portal.access import Actor
from portal.database import atomic, lock, session
from portal.followups.enrolled_models import FollowUpMail
from portal.followups.models import (
    FollowUpSwitch,
    Playbook,
    PlaybookEvent,
    PlaybookState,
)
from portal.messages.models import Message, MessageState
from portal.messages.once import insert_once
from portal.messages.recalling import recall_claimed

ALL = "all"


class NotNow(Exception):
    """It is in no state for that. The text says why, to whoever asked."""


def why_off() -> str | None:
    """Why nothing leaves; None while follow-ups are on."""
    row = session.get(FollowUpSwitch, ALL)
    return (row.reason or "no reason given") if row and row.is_off else None


def switch() -> FollowUpSwitch:
    return session.get(FollowUpSwitch, ALL) or FollowUpSwitch(name=ALL, is_off=False, reason="")


@atomic()
def switch_off(*, reason: str, by: Actor) -> None:
    """Let no follow-up leave any more until somebody switches them on again."""
    _turn(is_off=True, reason=reason, by=by)


@atomic()
def switch_on(*, by: Actor) -> None:
    _turn(is_off=False, reason="", by=by)
    _wake(select(FollowUpMail.message_id).where(FollowUpMail.stopped_by.is_(None)))


@atomic()
def pause(playbook: Playbook, *, reason: str, by: Actor) -> None:
    """What is planned stays planned and waits. Pausing twice does nothing."""
    lock(playbook)
    if playbook.state is PlaybookState.PAUSED:
        return
    if playbook.state is not PlaybookState.LIVE:
        raise NotNow(f"It is {playbook.state}, so there is nothing to pause.")
    playbook.state = PlaybookState.PAUSED
    _take_back(playbook)
    noted(playbook, "paused it", by=by, reason=reason)


@atomic()
def resume(playbook: Playbook, *, by: Actor) -> None:
    """What has waited goes now, as far as its gates still open."""
    lock(playbook)
    if playbook.state is PlaybookState.LIVE:
        return
    if playbook.state is not PlaybookState.PAUSED:
        raise NotNow(f"It is {playbook.state}, so it cannot go on.")
    playbook.state = PlaybookState.LIVE
    noted(playbook, "let it go on", by=by)
    _wake(select(FollowUpMail.message_id).where(FollowUpMail.playbook_id == playbook.id))


@atomic()
def retire(playbook: Playbook, *, reason: str, by: Actor) -> None:
    """End it for good: nobody is enrolled any more, what is planned is stopped when it is due."""
    lock(playbook)
    if playbook.state is PlaybookState.RETIRED:
        return
    playbook.state = PlaybookState.RETIRED
    _take_back(playbook)
    noted(playbook, "retired it", by=by, reason=reason)


def noted(playbook: Playbook | None, what: str, *, by: Actor, reason: str = "") -> None:
    """Write down what somebody did, inside the verb that does it."""
    session.add(
        PlaybookEvent(
            playbook_id=playbook.id if playbook else None,
            what=what,
            reason=reason[:250],
            by_id=by.id,
            by_name=by.name,
        )
    )


def _turn(*, is_off: bool, reason: str, by: Actor) -> None:
    insert_once(FollowUpSwitch, unique=["name"], name=ALL, is_off=False, reason="",
                since=clock.now())  # fmt: skip
    row = lock(session.get_one(FollowUpSwitch, ALL))
    if row.is_off is is_off:
        return
    row.is_off, row.reason, row.since = is_off, reason[:250], clock.now()
    if is_off:
        recall_claimed(Message.id.in_(select(FollowUpMail.message_id)))
    noted(None, "switched all off" if is_off else "switched all on", by=by, reason=reason)


def _take_back(playbook: Playbook) -> None:
    """What a worker has claimed and not begun waits as well."""
    of_it = select(FollowUpMail.message_id).where(FollowUpMail.playbook_id == playbook.id)
    recall_claimed(Message.id.in_(of_it))


def _wake(message_ids: object) -> None:
    """What is due need not wait until it would have been looked at again."""
    now = clock.now()
    session.execute(
        update(Message)
        .where(
            Message.state == MessageState.QUEUED,
            Message.id.in_(message_ids),  # type: ignore[arg-type]
            Message.due_at <= now,
            Message.try_at > now,
        )
        .values(try_at=now)
    )
