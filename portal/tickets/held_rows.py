"""The rows of answers that have not left, and of files that wait in a composer."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.tickets.composing_models import HeldAnswer, HeldFile, HeldState
from portal.tickets.files import KeptFile
from portal.tickets.models import Ticket, TicketState


def find(held_id: int) -> HeldAnswer | None:
    return session.get(HeldAnswer, held_id)


def taken_row(held_id: int) -> HeldAnswer | None:
    """The row as it stands now, locked for this verb; None when the answer has left."""
    return session.scalars(
        select(HeldAnswer)
        .where(HeldAnswer.id == held_id)
        .with_for_update(of=HeldAnswer)
        .execution_options(populate_existing=True)
    ).one_or_none()


def held_in(ticket: Ticket) -> Sequence[HeldAnswer]:
    """The answers of the ticket that have not left, soonest first."""
    return session.scalars(
        select(HeldAnswer)
        .where(
            HeldAnswer.ticket_id == ticket.id,
            HeldAnswer.state.in_([HeldState.WAITING, HeldState.STOPPED]),
        )
        .order_by(HeldAnswer.due_at, HeldAnswer.id)
    ).all()


def aside_files(ticket: Ticket, *, by: User) -> Sequence[HeldFile]:
    """The files that wait in their composer: of answers taken back, and of forms refused."""
    return session.scalars(
        select(HeldFile)
        .join(HeldAnswer, HeldAnswer.id == HeldFile.held_id)
        .where(
            HeldAnswer.ticket_id == ticket.id,
            HeldAnswer.author_id == by.id,
            HeldAnswer.state == HeldState.ASIDE,
        )
        .order_by(HeldFile.id)
    ).all()


@atomic()
def set_aside(ticket: Ticket, files: Sequence[KeptFile], *, by: User) -> None:
    """Keep the files of a form that was refused, so that nobody has to choose them again."""
    held = HeldAnswer(
        customer_id=ticket.customer_id,
        ticket_id=ticket.id,
        author_id=by.id,
        contact_point_id=ticket.contact_point_id,
        body="",
        then=TicketState.WAITING,
        seen_id=0,
        due_at=clock.now(),
        state=HeldState.ASIDE,
    )
    session.add(held)
    session.flush()
    session.add_all(file_row(held, file) for file in files)


@atomic()
def clear_aside(ticket: Ticket, *, by: User) -> None:
    """What was sent does not wait in the composer any more."""
    for held in session.scalars(
        select(HeldAnswer).where(
            HeldAnswer.ticket_id == ticket.id,
            HeldAnswer.author_id == by.id,
            HeldAnswer.state == HeldState.ASIDE,
        )
    ):
        drop(held)


def drop(held: HeldAnswer) -> None:
    """Forget the row, inside a verb."""
    session.execute(delete(HeldFile).where(HeldFile.held_id == held.id))
    session.execute(delete(HeldAnswer).where(HeldAnswer.id == held.id))


def file_row(held: HeldAnswer, file: KeptFile) -> HeldFile:
    return HeldFile(
        held_id=held.id,
        sha256=file.sha256,
        size=file.size,
        name=file.name,
        media_type=file.media_type,
    )


def kept_file(row: HeldFile) -> KeptFile:
    return KeptFile(sha256=row.sha256, size=row.size, name=row.name, media_type=row.media_type)
