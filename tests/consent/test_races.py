"""Several processes at the same moment."""

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.consent.choices import give, stop_everything
from portal.consent.models import Action, ConsentEvent, Purpose
from portal.consent.standing import standings
from portal.database import session
from tests.consent.test_choices import PLACE, point, say_yes, words

EIGHT = 8


def press_yes(user_id: int) -> int:
    user = session.get_one(User, user_id)
    return give(point(user), Purpose.NEWS, shown=words(Purpose.NEWS), place=PLACE, by=user).id


def press_stop(user_id: int) -> int:
    user = session.get_one(User, user_id)
    return len(stop_everything([point(user)], place=PLACE, by=user))


def test_eight_presses_of_yes_are_one_yes(ana, race):
    answers = race(press_yes, EIGHT, ana.id)

    assert len(set(answers)) == 1
    assert session.scalar(select(func.count()).select_from(ConsentEvent)) == 1


def test_eight_presses_of_stop_end_each_purpose_once(ana, race):
    say_yes(ana)

    answers = race(press_stop, EIGHT, ana.id)

    assert sorted(answers) == [0] * (EIGHT - 1) + [len(Purpose)]
    assert not any(standing.is_on for standing in standings(point(ana)).values())
    ended = select(func.count()).where(ConsentEvent.action == Action.WITHDRAWN)
    assert session.scalar(ended) == len(Purpose)
