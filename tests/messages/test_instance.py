"""A database that comes up at another place sends nothing until somebody who runs it says so."""

import pytest
from flask import current_app

from portal.database import session
from portal.messages import bulk, instance
from portal.messages.delivery import deliver_due
from portal.messages.models import Message, MessageState
from portal.messages.queries import health
from tests import make


@pytest.fixture
def two_mails(ana, smtp):
    """One that Ana waits for and one that we like to tell her."""
    return [make.message(to=ana), make.message(to=ana, consent_purpose="advice")]


def deliver() -> int:
    session.expire_all()
    return deliver_due() + bulk.deliver_bulk()


def states(messages):
    session.commit()
    session.expire_all()
    return {session.get_one(Message, each.id).state for each in messages}


def brought_elsewhere():
    """The same database with the data folder of another installation."""
    (current_app.extensions["portal_settings"].data / instance.FILE).write_text("another")
    session.expire_all()


def test_a_new_installation_sends_without_being_asked(two_mails):
    assert deliver() == 2
    assert instance.why_held() is None


def test_a_restored_one_holds_all_mail_of_every_lane(two_mails, smtp):
    instance.hold(instance.RESTORED)

    assert deliver() == 0
    assert states(two_mails) == {MessageState.QUEUED}
    assert smtp.arrived == []
    assert health()["status"] == "held"


def test_a_copied_database_is_recognised_by_its_data_folder(two_mails):
    make_it_send_once = deliver_due()
    brought_elsewhere()

    assert (make_it_send_once, bulk.deliver_bulk()) == (1, 0)
    assert instance.why_held() == instance.ELSEWHERE


def test_it_sends_once_somebody_lets_it_and_stays_so(two_mails):
    instance.hold(instance.RESTORED)
    assert instance.let_go(by_name="Adam")

    assert deliver() == 2
    assert not instance.let_go(by_name="Adam")


def test_an_administrator_lets_it_go_on_the_page(two_mails, adam, sign_in):
    instance.hold(instance.RESTORED)
    page = sign_in(adam).visit("/desk/messages?view=waiting")
    assert "No mail leaves from here" in page.text

    page = page.press("Send from here")

    assert page.flashes == ["Mail leaves from here now"]
    assert deliver() == 2


def test_an_agent_sees_that_it_is_held_and_cannot_change_it(two_mails, kim, sign_in):
    instance.hold(instance.RESTORED)
    browser = sign_in(kim)

    page = browser.visit("/desk/messages?view=waiting")

    assert "An administrator lets it go" in page.text
    assert "Send from here" not in page.buttons()
    assert browser.post("/desk/messages/let-go", {"csrf_token": browser.csrf_token}).status == 403
    session.expire_all()
    assert instance.why_held() == instance.RESTORED


def let_go():
    return instance.let_go(by_name="somebody")


def test_two_let_it_go_at_once_and_it_is_let_go_once(app, race):
    instance.hold(instance.RESTORED)

    assert sorted(race(let_go, 4)) == [False, False, False, True]
