"""What is kept of what somebody answered."""

from sqlalchemy import ColumnElement, or_, select

from portal.personal import PersonalTable, Subject, fact, inner, link, said
from portal.satisfaction.models import Answer, Question
from portal.tickets.models import Ticket
from portal.web.languages import lazy

WHY = lazy("To know whether we solved what you raised, and to make it good when we did not")


def _questions(subject: Subject) -> ColumnElement[bool]:
    """About their own concerns; in an organisation, what was mailed to them."""
    if subject.is_whole:
        return Question.customer_id == subject.customer_id
    raised = select(Ticket.id).where(Ticket.raised_by_id.in_(subject.user_ids))
    mine = or_(Question.ticket_id.in_(raised), Question.address_key.in_(subject.address_keys))
    return (Question.customer_id == subject.customer_id) & mine


def _answers(subject: Subject) -> ColumnElement[bool]:
    return Answer.question_id.in_(select(Question.id).where(_questions(subject)))


TABLES = (
    PersonalTable(
        model=Answer,
        title=lazy("What you answered when we asked how it was"),
        why=WHY,
        about=_answers,
        columns={
            "by_id": link(),
            "at": fact(lazy("When")),
            "score": fact(lazy("Of 5")),
            "was_solved": fact(lazy("Solved")),
            "ease": fact(lazy("How easy, of 5")),
            "comment": said(lazy("Words")),
        },
    ),
    PersonalTable(
        model=Question,
        title=lazy("When we asked you how it was"),
        why=WHY,
        about=_questions,
        columns={
            "customer_id": link(),
            "ticket_id": fact(lazy("Concern")),
            "agent_id": link(),
            "asked_at": fact(lazy("When")),
            "left_out": inner("why nobody was asked"),
            "token_sha256": inner("a secret, or made of one", None),
            "address_key": inner("whom it was mailed to", None),
        },
    ),
)
