"""Lists kept from a number: as they were, and allowing nothing by themselves."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.database import session
from portal.followups import switching
from portal.followups.enrolled_models import Enrolment
from portal.outcomes import lists
from portal.outcomes.models import CustomerList, ListEnrolling, ListMember
from tests.followups import making
from tests.outcomes.conftest import LATER, bought_by


@pytest.fixture(autouse=True)
def later():
    with clock.stopped_at(LATER):
        yield


@pytest.fixture
def nine(check_in):
    """Nine who were chosen; two of them agreed to nothing."""
    people = [bought_by(f"Person {n}", agreed=n > 1) for n in range(9)]
    making.planned()
    making.sent()
    return people


def kept(check_in, browser, name="Call them"):
    page = browser.visit(f"/desk/follow-ups/{check_in.key}/outcome/people")
    return page.fill(name=name).press("Keep the list")


def test_a_number_becomes_a_list(nine, check_in, mark, sign_in):
    page = kept(check_in, sign_in(mark))

    assert (page.status, page.h1) == (200, "Call them")
    assert page.url.endswith(f"/desk/lists/{session.scalars(select(CustomerList.id)).one()}")
    assert session.scalar(select(func.count()).select_from(ListMember)) == 9
    assert "Everybody who was chosen, Check-in after delivery" in page.text


def test_a_list_needs_a_name(nine, check_in, mark, sign_in):
    page = kept(check_in, sign_in(mark), name="  ")

    assert (page.status, page.errors) == (422, ["Give the list a name"])


def test_nobody_cannot_be_kept(nine, check_in, mark, sign_in):
    browser = sign_in(mark)
    page = browser.visit(f"/desk/follow-ups/{check_in.key}/outcome/people")
    token = page.all("//input[@name='csrf_token']")[0]["value"]
    url = f"/desk/follow-ups/{check_in.key}/outcome/list?part=fate&key=doubt"

    answer = browser.post(url, {"csrf_token": token, "name": "Nobody"})

    assert answer.flashes == ["Nobody is behind this number, so nothing was kept"]
    assert session.scalars(select(CustomerList)).all() == []


def test_whoever_is_put_in_asks_every_gate(nine, check_in, mark, lea, kim, sign_in):
    advice = making.live(owner=mark, approved_by=lea, care_of=kim, starter="win-back")
    browser = sign_in(mark)
    page = kept(check_in, browser)

    page = page.fill(playbook=advice.key).press("Put them in")
    while lists.enrol_some():
        pass

    enrolled = select(func.count()).select_from(Enrolment).where(Enrolment.playbook_id == advice.id)
    assert session.scalar(enrolled) == 9
    page = browser.visit(page.url)
    assert "Done" in page.text and "9 enrolled" in page.text
    making.sent(LATER)
    reasons = {mail.stopped_by for mail in making.mails() if mail.playbook_id == advice.id}
    assert "consent" in reasons and not mailed(advice)


def mailed(playbook):
    return [
        mail for mail in making.mails()
        if mail.playbook_id == playbook.id and mail.message and mail.message.sent_at
    ]  # fmt: skip


def test_pressed_twice_they_are_put_in_once(nine, check_in, mark, sign_in):
    page = kept(check_in, sign_in(mark))
    page.fill(playbook=check_in.key).press("Put them in")
    page.fill(playbook=check_in.key).press("Put them in")

    assert len(session.scalars(select(ListEnrolling)).all()) == 1


def test_a_playbook_that_is_paused_meanwhile_stops_it(nine, check_in, mark, sign_in):
    page = kept(check_in, sign_in(mark))
    page.fill(playbook=check_in.key).press("Put them in")
    switching.pause(check_in, reason="wait", by=mark)

    lists.enrol_some()

    asked = session.scalars(select(ListEnrolling)).one()
    assert asked.done_at and asked.trouble == "It is paused, so nobody can be enrolled."


def test_an_agent_reads_a_list_and_puts_nobody_in(nine, check_in, mark, kim, sign_in):
    page = kept(check_in, sign_in(mark))
    browser = sign_in(kim)

    seen = browser.visit(page.url)

    assert seen.status == 200 and "Put them into" not in seen.text
    assert browser.visit(f"{page.url}?format=csv").status == 403


def go_on():
    return lists.enrol_some()


def test_four_workers_put_each_in_once(nine, check_in, mark, sign_in, race, monkeypatch):
    page = kept(check_in, sign_in(mark))
    page.fill(playbook=check_in.key).press("Put them in")
    before = session.scalar(select(func.count()).select_from(Enrolment))

    race(go_on, 4)

    session.expire_all()
    asked = session.scalars(select(ListEnrolling)).one()
    now = session.scalar(select(func.count()).select_from(Enrolment))
    assert (asked.enrolled, now - before) == (9, 9)
