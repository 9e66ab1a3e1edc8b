"""Jobs as the desk looks for them."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.database import session
from portal.departments.models import Department
from portal.partners.models import Job
from portal.tickets.models import Attachment, Reply, Ticket, Visibility
from portal.web.remembering import remembered

MOST = 200


def running() -> Sequence[Job]:
    """Those not ended: whose answer is due soonest first, then those that wait for us."""
    return session.scalars(
        _with_all()
        .where(Job.ended_at.is_(None))
        .order_by(Job.due_at.is_(None), Job.due_at, Job.id)
        .limit(MOST)
    ).all()


def ended_lately() -> Sequence[Job]:
    ended = _with_all().where(Job.ended_at.is_not(None))
    return session.scalars(ended.order_by(Job.ended_at.desc(), Job.id.desc()).limit(20)).all()


def late_and_untold() -> Sequence[Job]:
    late = select(Job).where(
        Job.ended_at.is_(None), Job.due_at < clock.now(), Job.warned_at.is_(None)
    )
    return session.scalars(late.order_by(Job.due_at).limit(MOST)).all()


def by_number(number: str) -> Select[tuple[Job]]:
    return select(Job).where(Job.id == Job.id_of(number))


def jobs_of(ticket: Ticket) -> Sequence[Job]:
    """Also those given before another concern became part of this one."""
    merged = select(Ticket.id).where(Ticket.merged_into_id == ticket.id)
    of_it = or_(Job.ticket_id == ticket.id, Job.ticket_id.in_(merged))
    return session.scalars(_with_all().where(of_it).order_by(Job.id)).all()


@remembered(seconds=30)
def has_partners() -> bool:
    in_use = exists().where(Department.is_partner, Department.retired_at.is_(None))
    return bool(session.scalar(select(in_use)))


def words_to_pass_on(ticket: Ticket) -> Sequence[Reply]:
    """What the customer wrote; never a note, nor what a stranger wrote, nor our answers."""
    return session.scalars(
        select(Reply)
        .where(
            Reply.ticket_id == ticket.id,
            Reply.by_staff.is_(False),
            Reply.is_unverified.is_(False),
            Reply.visibility == Visibility.REPLY,
        )
        .order_by(Reply.id.desc())
        .limit(MOST)
    ).all()[::-1]


def files_to_pass_on(ticket: Ticket) -> Sequence[Attachment]:
    words = [reply.id for reply in words_to_pass_on(ticket)]
    return session.scalars(
        select(Attachment).where(Attachment.reply_id.in_(words)).order_by(Attachment.id)
    ).all()


def _with_all() -> Select[tuple[Job]]:
    return select(Job).options(
        joinedload(Job.department), joinedload(Job.ticket), joinedload(Job.by)
    )
