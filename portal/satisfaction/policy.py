"""Who answers, and who reads what was answered."""

from typing import Any

from portal.access import DESK, Role
from portal.satisfaction.models import Question
from portal.tickets import policy as tickets

LEADS = frozenset({Role.LEAD, Role.ADMIN})


def may_answer(user: Any, question: Question) -> bool:
    """Whose concern it is: colleagues who only see it have nothing to say to that."""
    if user.is_staff or not tickets.may_read(user, question.ticket):
        return False
    return tickets.is_theirs(user, question.ticket)


def may_read_answers(user: Any) -> bool:
    return user.is_staff and user.role in DESK


def may_compare_agents(user: Any) -> bool:
    """What colleagues get is for their leads; everybody else sees their own."""
    return user.is_staff and user.role in LEADS


may_set_rule = may_compare_agents
