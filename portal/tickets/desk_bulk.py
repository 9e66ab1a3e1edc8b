"""The same to every concern that is picked, or to all of a view as it stands now."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import DESK, get_or_404, me, open_to
from portal.accounts.models import User
from portal.database import session
from portal.departments import queries as departments
from portal.tickets import desk_queries, merging, snooze_times, snoozing, spam, tagging, triage
from portal.tickets.acts import MOST_TICKETS, Change
from portal.tickets.bulk import Done, do_to_all
from portal.tickets.company import zone
from portal.tickets.desk import asked, bp
from portal.tickets.desk_acts import back_to_queue, say_done, so_many, some, tagged, untagged
from portal.tickets.desk_forms import STATES
from portal.tickets.handing_over import hand_over
from portal.tickets.merging import CannotMerge
from portal.tickets.models import Priority, Ticket, TicketState
from portal.tickets.snooze_times import NoSuchTime

Wanted = tuple[Change, str]
"""What to do to each, and how that is told."""


@bp.post("/bulk")
@open_to(DESK)
def bulk() -> ResponseReturnValue:
    ids = _picked()
    do, _, value = request.form.get("do", "").partition(":")
    wanted = WANTED[do](value) if do in WANTED else None
    if wanted is None and do != "merge":
        flash("Choose what to do with them", "bad")
    elif not ids:
        flash("Pick a concern first", "bad")
    elif wanted is None:
        _merge(ids)
    else:
        _do_to_all(ids, *wanted)
    return redirect(back_to_queue(), 303)


def _picked() -> list[int]:
    if request.form.get("scope") == "all":
        return list(asked().ids(most=MOST_TICKETS))
    found = (Ticket.id_of(number) for number in request.form.getlist("pick")[:MOST_TICKETS])
    return [ticket_id for ticket_id in found if ticket_id]


def _do_to_all(ids: list[int], change: Change, how: str) -> None:
    done = do_to_all(change, ids, what=f"{so_many(len(ids))} {how}", by=me())
    whole = not (done.left_out or done.not_reached)
    say_done(done.act, _told(done, len(ids), how), "message" if whole else "warn")


def _told(done: Done, asked_for: int, how: str) -> str:
    parts = [f"{so_many(done.changed)} {how}"]
    same = asked_for - done.changed - len(done.left_out) - done.not_reached
    if same > 0:
        parts.append(f"{same:,} stood so already")
    if done.left_out:
        parts.append(f"left out, because it cannot be: {some(done.left_out)}")
    if done.gone:
        parts.append(f"{done.gone} is not there any more, so {done.not_reached:,} are as before")
    elif done.not_reached:
        parts.append(f"{done.not_reached:,} not reached in time: do it again for those")
    return ", ".join(parts)


def _merge(ids: list[int]) -> None:
    """All of them into the oldest."""
    picked = select(Ticket).where(Ticket.id.in_(ids[: merging.MOST_AT_ONCE + 1]))
    tickets = session.scalars(picked.order_by(Ticket.id)).all()
    if len(tickets) < 2:
        flash("Pick two concerns of one customer, or more", "bad")
        return
    if len(tickets) > merging.MOST_AT_ONCE:
        flash(f"Merge at most {merging.MOST_AT_ONCE} at once", "bad")
        return
    into, *others = tickets
    try:
        survivor = merging.merge(others, into=into, by=me())
    except CannotMerge as refusal:
        flash(f"Not merged. {refusal}", "bad")
        return
    numbers = [each.number for each in others]
    undo = url_for("desk.unmerge", number=survivor.number, ticket=numbers)
    text = f"{some(numbers)} {'are' if numbers[1:] else 'is'} part of {survivor.number} now"
    flash({"text": text, "url": undo, "action": "Undo"})


def _assigned(value: str) -> Wanted | None:
    to = _colleague(str(me().id) if value == "me" else value)
    if value and to is None:
        return None
    how = f"given to {to.name}" if to else "for anyone to take"
    return lambda ticket: triage.assign(ticket, to=to, by=me()), how


def _colleague(value: str) -> User | None:
    staff = {str(user.id) for user in desk_queries.desk_staff()}
    return get_or_404(desk_queries.member(int(value))) if value in staff else None


def _handed(value: str) -> Wanted | None:
    known = {str(each.id) for each in departments.names_in_house()}
    if value and value not in known:
        return None
    to = get_or_404(departments.in_house(int(value))) if value else None
    how = f"handed to {to.name}" if to else "without a department"
    return lambda ticket: hand_over(ticket, to=to, by=me()), how


def _prioritised(value: str) -> Wanted | None:
    if value not in Priority.__members__.values():
        return None
    level = Priority(value)
    return lambda ticket: triage.prioritise(ticket, priority=level, by=me()), f"set to {value}"


def _put(value: str) -> Wanted | None:
    if value not in STATES:
        return None
    state = TicketState(value)
    return lambda ticket: triage.put(ticket, state=state, by=me()), f"put to {value}"


def _snoozed(value: str) -> Wanted | None:
    try:
        until = snooze_times.moment(value, clock.now(), zone())
    except NoSuchTime:
        return None
    how = f"put off until {until.astimezone(zone()):%a %d %b, %H:%M}"
    return lambda ticket: snoozing.snooze(ticket, until=until, by=me()), how


def _spam(value: str) -> Wanted | None:
    if value not in ("yes", "no"):
        return None
    change = spam.mark if value == "yes" else spam.unmark
    how = "put with the spam" if value == "yes" else "said not to be spam"
    return lambda ticket: change(ticket, by=me()), how


def _tagged(_value: str) -> Wanted | None:
    word = tagging.tag_of(request.form.get("tag", ""))
    return (tagged(word), f"tagged {word}") if word else None


def _untagged(_value: str) -> Wanted | None:
    word = tagging.tag_of(request.form.get("tag", ""))
    return (untagged(word), f"without tag {word}") if word else None


WANTED: dict[str, Callable[[str], Wanted | None]] = {
    "assign": _assigned,
    "department": _handed,
    "priority": _prioritised,
    "state": _put,
    "snooze": _snoozed,
    "spam": _spam,
    "tag": _tagged,
    "untag": _untagged,
}
