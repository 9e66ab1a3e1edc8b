"""Several tickets of one customer become one, and can be taken apart again.

A merge is a link with a journal: the words move to the survivor, and each move is written down.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from portal import clock
from portal.access import Actor
from portal.accounts.models import Sight, User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.tickets import clocks, pausing, policy, snoozing, spam
from portal.tickets.joint_standing import Standing, together
from portal.tickets.merge_events import TicketLetGo, TicketMerged, TicketTookIn, TicketUnmerged
from portal.tickets.merge_models import MergeMove, TicketMerge
from portal.tickets.models import Reply, Ticket, TicketState, TicketViewer
from portal.tickets.queries import colleagues_of
from portal.tickets.survivors import lock_survivor, refresh_last_word, survivor_of

MOST_AT_ONCE = 50


class CannotMerge(Exception):
    """Why these tickets do not become one, in words for who asked."""


@atomic()
def merge(tickets: Sequence[Ticket], *, into: Ticket, by: Actor) -> Ticket:
    """Put the tickets' words into `into`, or into what speaks for it; gives the survivor."""
    survivor = _all_locked(tickets, into)
    for ticket in tickets:
        _may_join(ticket, survivor)
    for ticket in tickets:
        _join(ticket, survivor, by=by)
    return survivor


@atomic()
def unmerge(ticket: Ticket, *, by: Actor, words: Sequence[int] = ()) -> Ticket:
    """Take a merged ticket out again: its words, state and promise are as they were. What was said
    since stays with the survivor, except the `words` that are chosen. Gives the survivor.
    """
    survivor = lock_survivor(ticket)
    lock(ticket)
    merged = merge_of(ticket)
    if merged is None:
        return survivor
    _restore_words(merged, survivor, words)
    _restore_readers(merged, survivor)
    _restore_standing(merged, ticket, session.get_one(Ticket, merged.into_id))
    ticket.merged_into_id = None
    merged.undone_at, merged.undone_by_id = clock.now(), by.id
    session.flush()
    session.expire(ticket, ["replies", "viewers"])
    session.expire(survivor, ["replies", "viewers"])
    refresh_last_word(ticket)
    refresh_last_word(survivor)
    customer = ticket.customer
    record(TicketUnmerged(number=ticket.number, other=survivor.number), customer=customer, by=by)
    record(TicketLetGo(number=survivor.number, other=ticket.number), customer=customer, by=by)
    return survivor


def merge_of(ticket: Ticket) -> TicketMerge | None:
    """The merge in force by which this ticket went into another."""
    in_force = (TicketMerge.ticket_id == ticket.id, TicketMerge.undone_at.is_(None))
    return session.scalars(select(TicketMerge).where(*in_force)).one_or_none()


def merged_into(ticket: Ticket) -> Sequence[TicketMerge]:
    """The merges in force that put other tickets into this one, oldest first."""
    in_force = (TicketMerge.into_id == ticket.id, TicketMerge.undone_at.is_(None))
    return session.scalars(select(TicketMerge).where(*in_force).order_by(TicketMerge.id)).all()


def _all_locked(tickets: Sequence[Ticket], into: Ticket) -> Ticket:
    """Every row of the act, always in one order, so that two merges never wait for each other."""
    survivor = survivor_of(into)
    for ticket in sorted({*tickets, survivor}, key=lambda each: each.id):
        lock(ticket)
    if survivor.is_merged:
        raise CannotMerge(f"{survivor.number} was merged in this moment. Try again")
    return survivor


def _may_join(ticket: Ticket, survivor: Ticket) -> None:
    if ticket.customer_id != survivor.customer_id:
        raise CannotMerge(f"There is no concern {ticket.number} of this customer")
    if ticket is survivor:
        raise CannotMerge(f"{ticket.number} cannot be merged into itself")
    if ticket.is_merged:
        raise CannotMerge(f"{ticket.number} is part of {survivor_of(ticket).number} already")
    for each in (ticket, survivor):
        if spam.spam_of(each):
            raise CannotMerge(f"{each.number} is spam")
    if ticket.is_confirmed and not survivor.is_confirmed:
        raise CannotMerge(
            f"{survivor.number} is from an unconfirmed address: the customer would not see it. "
            f"Merge it into {ticket.number} instead"
        )
    for reader in _would_lose(ticket, survivor):
        raise CannotMerge(f"{reader.name} could not read {survivor.number} and would lose theirs")


def _join(ticket: Ticket, survivor: Ticket, *, by: Actor) -> None:
    pausing.end_quietly(ticket)
    snoozing.end_quietly(ticket)
    snoozing.end_quietly(survivor)
    merged = TicketMerge(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        into_id=survivor.id,
        was=Standing.of(ticket).kept,
        survivor_was=_by_itself(survivor).kept,
        by_id=by.id,
    )
    readers = _would_need_showing(ticket, survivor)
    session.add(merged)
    session.flush()
    _move_words(merged, ticket, survivor)
    for reader in readers:
        session.add(MergeMove(merge_id=merged.id, user_id=reader.id))
        session.add(
            TicketViewer(customer_id=survivor.customer_id, ticket_id=survivor.id, user_id=reader.id)
        )
    together(Standing.of(survivor), [Standing.of(ticket)]).put_on(survivor)
    ticket.merged_into_id = survivor.id
    ticket.state = TicketState.SOLVED
    ticket.solved_at = ticket.solved_at or clock.now()
    clocks.met(ticket)
    clocks.turn(ticket)
    clocks.turn(survivor)
    session.flush()
    session.expire(ticket, ["replies", "viewers"])
    session.expire(survivor, ["replies", "viewers"])
    refresh_last_word(survivor)
    customer = ticket.customer
    record(TicketMerged(number=ticket.number, other=survivor.number), customer=customer, by=by)
    record(TicketTookIn(number=survivor.number, other=ticket.number), customer=customer, by=by)


def _move_words(merged: TicketMerge, ticket: Ticket, survivor: Ticket) -> None:
    ids = session.scalars(select(Reply.id).where(Reply.ticket_id == ticket.id)).all()
    session.add_all(MergeMove(merge_id=merged.id, reply_id=reply_id) for reply_id in ids)
    move_words(ids, to=survivor)


def move_words(ids: Sequence[int], *, to: Ticket) -> None:
    """Let these words stand in another ticket; their files go with them."""
    session.execute(
        update(Reply)
        .where(Reply.id.in_(ids))
        .values(ticket_id=to.id)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _restore_words(merged: TicketMerge, survivor: Ticket, chosen: Sequence[int]) -> None:
    """The words that moved, as far as they stand in the survivor still, and the chosen ones."""
    moved = select(MergeMove.reply_id).where(
        MergeMove.merge_id == merged.id, MergeMove.reply_id.is_not(None)
    )
    back = session.scalars(
        select(Reply.id).where(
            Reply.ticket_id == survivor.id,
            Reply.id.in_(moved) | Reply.id.in_(_said_since(survivor, chosen)),
        )
    ).all()
    session.flush()
    move_words(back, to=session.get_one(Ticket, merged.ticket_id))


def _said_since(survivor: Ticket, chosen: Sequence[int]) -> Sequence[int]:
    """Of the chosen words those that no merge brought here: no other ticket loses its own."""
    brought = select(MergeMove.reply_id).where(MergeMove.reply_id.in_(chosen))
    return [each for each in chosen if each not in set(session.scalars(brought))]


def _restore_readers(merged: TicketMerge, survivor: Ticket) -> None:
    given = [move.user_id for move in merged.moves if move.user_id is not None]
    shown = (TicketViewer.ticket_id == survivor.id, TicketViewer.user_id.in_(given))
    session.execute(delete(TicketViewer).where(*shown))


def _restore_standing(merged: TicketMerge, ticket: Ticket, survivor: Ticket) -> None:
    """The ticket stands as it did; the survivor too, unless something happened to it since."""
    others = [each for each in merged_into(survivor) if each.id != merged.id]
    own = Standing.read(merged.survivor_was)
    left = together(own, [Standing.read(each.was) for each in [*others, merged]])
    if _alike(left, Standing.of(survivor)) and not survivor.is_merged:
        together(own, [Standing.read(each.was) for each in others]).put_on(survivor)
    Standing.read(merged.was).put_on(ticket)
    clocks.turn(survivor)
    clocks.turn(ticket)


def _by_itself(survivor: Ticket) -> Standing:
    """How the survivor stands without what was merged into it, as far as nothing happened since."""
    now, merges = Standing.of(survivor), merged_into(survivor)
    if not merges:
        return now
    own = Standing.read(merges[-1].survivor_was)
    left = together(own, [Standing.read(each.was) for each in merges])
    return own if _alike(left, now) else now


def _alike(one: Standing, other: Standing) -> bool:
    return (one.state, one.due_at, one.solved_at) == (other.state, other.due_at, other.solved_at)


def _would_need_showing(ticket: Ticket, survivor: Ticket) -> list[User]:
    """Who reads this ticket and would not read the survivor unless it is shown to them."""
    return [
        user
        for user in colleagues_of(ticket)
        if policy.may_read(user, ticket) and not policy.may_read(user, survivor)
    ]


def _would_lose(ticket: Ticket, survivor: Ticket) -> list[User]:
    """Of those the ones who see their own concerns only: nothing can be shown to them."""
    return [user for user in _would_need_showing(ticket, survivor) if user.sees is Sight.OWN]
