"""Learning a field from all that people confirmed. One worker at a time does it, and none of what
it holds while it learns is a lock that anybody else waits for."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from portal import clock
from portal.database import atomic, session
from portal.departments.models import DepartmentChange
from portal.learning import describing, reading
from portal.learning.encoding import encoder
from portal.learning.models import Confirmed, Field, LearnedModel, Training, Unread
from portal.tickets.models import Origin, Ticket
from portal.tickets.spam_models import TicketSpam
from portal.triage.model import Model
from portal.triage.training import NothingToTellApart, train

log = logging.getLogger(__name__)
LEARNED = (Field.DEPARTMENT, Field.TOPIC, Field.KIND)
"""Urgency and language are told by lists of words."""
MOST_EXAMPLES = 10_000
MOST_CHOSEN = 3_000
FIRST, GROWTH = 20, 0.3
AGAIN_AFTER = timedelta(days=1)
LOST_AFTER = timedelta(minutes=30)
"""A worker that has been at it for so long is dead."""
KEPT = 30
"""So many models are remembered, without their bytes."""
SPAM = select(TicketSpam.ticket_id)
"""Nothing is learned from it, whatever was said of it before."""


@dataclass(frozen=True)
class Lesson:
    examples: list[tuple[str, str]]
    about: dict[str, list[str]]
    through: int


def run_due() -> int:
    """Learn again what is due; returns how many fields were."""
    return sum(learn(field) for field in LEARNED if is_due(field))


def is_due(field: Field) -> bool:
    """At first, when somebody wants it, when a third more is known, and once a day."""
    training = session.get(Training, field)
    if training is None or training.trained_at is None or training.wanted_at is not None:
        return True
    last = latest(field)
    new = _new_since(field, last.through if last else 0)
    if new >= max(FIRST, GROWTH * (last.examples if last else 0)):
        return True
    if field is Field.DEPARTMENT and _departments_changed_since(training.trained_at):
        return True
    return new > 0 and training.trained_at < clock.now() - AGAIN_AFTER


@atomic()
def want(*fields: Field) -> None:
    """Let the next worker that looks learn these again."""
    for field in fields or LEARNED:
        training = session.get(Training, field) or Training(field=field)
        training.wanted_at = clock.now()
        session.add(training)


@atomic()
def forget() -> None:
    """Somebody is being erased: no model stays, and all are learned again without them."""
    session.execute(update(LearnedModel).values(packed=None))
    want()


def learn(field: Field) -> bool:
    """Learn it from scratch. False where another worker is at it."""
    claimed_at = _claim(field)
    if claimed_at is None:
        return False
    lesson = lesson_of(field)
    try:
        model = train(lesson.examples, about=lesson.about, encoder=encoder())
    except NothingToTellApart:
        model = None
    _keep(field, model, lesson, claimed_at)
    return True


def lesson_of(field: Field) -> Lesson:
    """The latest examples, of values that can still be given; the oldest first."""
    about = describing.about(field)
    rows = session.execute(
        select(Confirmed.id, Confirmed.ticket_id, Confirmed.value)
        .where(Confirmed.field == field, Confirmed.value != "", Confirmed.ticket_id.not_in(SPAM))
        .order_by(Confirmed.id.desc())
        .limit(MOST_EXAMPLES)
    ).all()
    pairs = [(row.ticket_id, row.value) for row in reversed(rows)]
    if field is Field.KIND:
        pairs = [*_chosen_by_customers(), *pairs]
    elif field is Field.DEPARTMENT:
        pairs = [pair for pair in pairs if pair[1] in about]
    texts = reading.texts_of(sorted({ticket_id for ticket_id, _ in pairs}))
    examples = [(texts[ticket_id], value) for ticket_id, value in pairs if ticket_id in texts]
    return Lesson(examples, about, rows[0].id if rows else 0)


def latest(field: Field) -> LearnedModel | None:
    return session.scalars(
        select(LearnedModel)
        .where(LearnedModel.field == field)
        .order_by(LearnedModel.id.desc())
        .limit(1)
    ).first()


def _chosen_by_customers() -> Sequence[tuple[int, str]]:
    """What customers said their concern is: a person's word, where the desk said nothing else."""
    said = select(Confirmed.ticket_id).where(Confirmed.field == Field.KIND)
    rows = session.execute(
        select(Ticket.id, Ticket.kind)
        .where(Ticket.origin == Origin.WEB, Ticket.id.not_in(said), Ticket.id.not_in(SPAM))
        .order_by(Ticket.id.desc())
        .limit(MOST_CHOSEN)
    ).all()
    return [(ticket_id, kind.value) for ticket_id, kind in reversed(rows)]


def _new_since(field: Field, through: int) -> int:
    new = (
        select(Confirmed.id)
        .where(Confirmed.field == field, Confirmed.id > through)
        .limit(MOST_EXAMPLES)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(new)) or 0


def _departments_changed_since(moment: datetime) -> bool:
    return (session.scalar(select(func.max(DepartmentChange.at))) or moment) > moment


@atomic()
def _claim(field: Field) -> datetime | None:
    """When we took it; None where somebody else has it."""
    if session.get(Training, field) is None:
        session.add(Training(field=field))
        session.flush()
    now = clock.now()
    is_free = (Training.claimed_at.is_(None)) | (Training.claimed_at < now - LOST_AFTER)
    claimed = session.execute(
        update(Training)
        .where(Training.field == field, is_free)
        .values(claimed_at=now)
        .execution_options(synchronize_session=False)
    )
    return now if claimed.rowcount else None  # type: ignore[attr-defined]


@atomic()
def _keep(field: Field, model: Model | None, lesson: Lesson, claimed_at: datetime) -> None:
    """Only whoever still has the claim; what nobody may read any more was not learned."""
    training = session.get_one(Training, field, with_for_update=True)
    if training.claimed_at != claimed_at:
        return
    training.claimed_at = None
    erased_since = session.scalar(select(func.max(Unread.at)))
    if erased_since is not None and erased_since >= claimed_at:
        return
    if training.wanted_at is not None and training.wanted_at <= claimed_at:
        training.wanted_at = None
    training.trained_at = clock.now()
    session.execute(update(LearnedModel).where(LearnedModel.field == field).values(packed=None))
    if model is None:
        return
    packed = model.to_bytes()
    known = model.calibration
    session.add(
        LearnedModel(
            field=field,
            version=model.version,
            packed=packed,
            examples=len(lesson.examples),
            labels=len(model.labels),
            sure_from=known.sure_from if known.known else None,
            through=lesson.through,
        )
    )
    session.flush()
    _forget_oldest(field)
    log.info("learned", extra={"field": field.value, "examples": len(lesson.examples)})


def _forget_oldest(field: Field) -> None:
    kept = (
        select(LearnedModel.id)
        .where(LearnedModel.field == field)
        .order_by(LearnedModel.id.desc())
        .limit(KEPT)
    )
    session.execute(
        delete(LearnedModel).where(
            LearnedModel.field == field, LearnedModel.id.not_in(session.scalars(kept).all())
        )
    )
