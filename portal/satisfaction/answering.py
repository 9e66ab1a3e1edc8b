"""Answering, correcting an answer, and what a low one sets going."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.access import DESK, Actor, Role
from portal.accounts.models import User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.satisfaction.asking import waiting_since
from portal.satisfaction.events import (
    SatisfactionAnswered,
    SatisfactionCorrected,
    SatisfactionFollowedUp,
)
from portal.satisfaction.models import Answer, Question
from portal.satisfaction.scores import AT_THE_DESK, is_low
from portal.tickets import conversation, resolution, tasks
from portal.tickets.company import next_answer_by
from portal.tickets.models import Ticket
from portal.tickets.notices import tell_staff
from portal.tickets.policy import is_long_solved
from portal.tickets.survivors import lock_survivor

ANSWER_WITHIN = timedelta(days=21)
CORRECT_WITHIN = timedelta(days=7)


class Over(Exception):
    """It was too long ago."""


class AnsweredMeanwhile(Exception):
    """There is another answer than the one this one would follow."""


def is_open(question: Question) -> bool:
    """May it be answered, or its answer be corrected, now?"""
    if question.answered_at is not None:
        return clock.now() - question.answered_at <= CORRECT_WITHIN
    if question.left_out is not None:
        return False
    return clock.now() - waiting_since(question) <= ANSWER_WITHIN


def last_answer(question: Question) -> Answer | None:
    latest = select(Answer).where(Answer.question_id == question.id)
    return session.scalars(latest.order_by(Answer.number.desc()).limit(1)).one_or_none()


@atomic()
def answer(
    question: Question,
    *,
    score: int,
    was_solved: bool | None,
    ease: int | None,
    comment: str,
    by: Actor,
    after: int = 0,
) -> Answer:
    """Write the answer down; `after` is the number of the one it corrects, 0 for the first.

    The same answer twice is one. Another one than `after` in between: AnsweredMeanwhile.
    """
    ticket = lock_survivor(question.ticket)
    lock(question)
    before = last_answer(question)
    said = {"score": score, "was_solved": was_solved, "ease": ease, "comment": comment}
    if before is not None and all(getattr(before, name) == said[name] for name in said):
        return before
    if after != (before.number if before else 0):
        raise AnsweredMeanwhile(question.ticket.number)
    if not is_open(question):
        raise Over(question.ticket.number)
    given = Answer(question_id=question.id, number=after + 1, by_id=by.id, **said)
    session.add(given)
    question.score, question.was_solved, question.ease = score, was_solved, ease
    question.answered_at = question.answered_at or clock.now()
    question.asked_at = question.asked_at or clock.now()
    session.flush()
    _write_in_history(question, before, by)
    if comment and (before is None or before.comment != comment):
        conversation.note(ticket, body=_as_note(given), by=by, once=f"satisfaction:{given.id}")
    if is_low(score, was_solved):
        _follow_up(question, ticket, by)
    return given


def _write_in_history(question: Question, before: Answer | None, by: Actor) -> None:
    ticket, score = question.ticket, question.score
    assert score is not None
    event: SatisfactionAnswered
    if before is None:
        event = SatisfactionAnswered(
            number=ticket.number, score=score, was_solved=question.was_solved
        )
    else:
        event = SatisfactionCorrected(
            number=ticket.number,
            score=score,
            was_solved=question.was_solved,
            before=before.score,
        )
    record(event, customer=ticket.customer, by=by)


def _as_note(given: Answer) -> str:
    solved = {True: ", solved", False: ", not solved", None: ""}[given.was_solved]
    return f"{given.score} of 5 ({AT_THE_DESK[given.score]}){solved}:\n\n{given.comment}"


def _follow_up(question: Question, ticket: Ticket, by: Actor) -> None:
    """A task with an owner, and the leads hear of it. What is not solved is open again."""
    if question.was_solved is False and not is_long_solved(ticket):
        resolution.reopen(ticket, by=by)
    if question.task_id is not None:
        return
    leads = _leads()
    owner = _owner(ticket, leads)
    by_when = next_answer_by()
    unsolved = ", not solved" if question.was_solved is False else ""
    text = f"Follow up: {question.score} of 5{unsolved}"
    try:
        (task,) = tasks.add(ticket, texts=[text], by=None, assignee=owner, due_at=by_when)
        question.task_id = task.id
    except tasks.TooManyTasks:
        owner = None  # what the customer says is kept all the same, and the leads hear of it
    followed = SatisfactionFollowedUp(
        number=ticket.number, score=question.score, owner=owner.name if owner else ""
    )
    record(followed, customer=ticket.customer, by=None)
    whose = f"{owner.name} follows up" if owner else "Nobody follows up yet"
    for user_id in {lead.id for lead in leads} | ({owner.id} if owner else set()):
        tell_staff(user_id, ticket, f"{ticket.number} got {question.score} of 5. {whose}")


def _owner(ticket: Ticket, leads: list[User]) -> User | None:
    """Who looked after it, if they are still here; else a lead."""
    assignee = ticket.assignee
    if assignee is not None and assignee.is_active and assignee.role in DESK:
        return assignee
    return leads[0] if leads else None


def _leads() -> list[User]:
    """The leads; a desk without one has its administrators."""
    for role in (Role.LEAD, Role.ADMIN):
        found = select(User).where(User.role == role, User.disabled_at.is_(None))
        if leads := list(session.scalars(found.order_by(User.id))):
            return leads
    return []
