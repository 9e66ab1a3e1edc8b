"""Several processes at the same moment, on both databases: owed once, told once, written down
once."""

from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import User
from portal.calls.models import Call
from portal.database import session
from portal.history.models import Entry
from portal.owed import ending, following, owing
from portal.owed.ending import GOOD, Asked
from portal.owed.models import How, OwedCheckIn, OwedState
from portal.tickets.composing_models import DeskNotice
from tests.followups.making import delivered
from tests.owed.making import DUE, SOON, all_owed, looked, owed


def owe():
    with clock.stopped_at(SOON):
        return owing.owe_what_was_delivered()


def look():
    with clock.stopped_at(DUE):
        return following.look_at_what_is_due()


def tell():
    with clock.stopped_at(DUE):
        return following.tell_who_leads()


def ask(check_in_id, user_id):
    row, by = session.get_one(OwedCheckIn, check_in_id), session.get_one(User, user_id)
    asked = Asked(how=How.PHONE, said=f"{by.name} heard that it rides well.", answer=GOOD)
    with clock.stopped_at(SOON):
        ending.make(row, asked, by=by)
    return by.name


def count(model, *which):
    return session.scalar(select(func.count()).select_from(model).where(*which))


def test_four_workers_owe_one_delivery_once(ana, decided, race):
    delivered(ana)

    assert sorted(race(owe, 4)) == [0, 0, 0, 1]

    assert len(all_owed()) == 1
    assert count(Entry, Entry.kind == "check_in.owed") == 1


def test_four_workers_hand_it_over_once_and_tell_of_it_once(ana, decided, race):
    delivered(ana)
    owed()

    assert sum(race(look, 4)) == 1
    assert sum(race(tell, 4)) == 1

    assert all_owed()[0].state is OwedState.BY_HAND
    assert count(Entry, Entry.kind == "check_in.by_hand") == 1
    assert count(DeskNotice) == 2


def test_of_four_who_ask_at_once_one_has_asked(ana, kim, lea, decided, race):
    delivered(ana)
    (row,) = owed()
    looked(DUE)

    answers = race(ask, each=[(row.id, each.id) for each in (kim, lea, kim, lea)])

    names = [each for each in answers if isinstance(each, str)]
    assert len(names) == 1
    assert {each.name for each in answers if not isinstance(each, str)} == {"NotOpen"}
    assert count(Call) == 1
    assert all_owed()[0].said == f"{names[0]} heard that it rides well."
    assert count(Entry, Entry.kind == "check_in.made") == 1
