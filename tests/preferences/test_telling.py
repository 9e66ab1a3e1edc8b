"""How Ana hears that Kim answered: at once, in the morning, not by mail, or only when she has not
been here."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.accounts.models import SignIn, User
from portal.database import atomic, session
from portal.messages.ledger import post
from portal.orders.models import ProductionStage
from portal.orders.production import reach
from portal.preferences import choosing, summaries, telling
from portal.preferences.models import First, How
from portal.tickets import mails
from portal.tickets.conversation import reply
from portal.tickets.models import Ticket
from tests import make

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def ticket(ana) -> Ticket:
    return make.ticket(by=ana)


def choose(user: User, first=First.MAIL, quiet=None, **choices: How) -> None:
    kinds = {name.replace("_", "-"): how for name, how in choices.items()}
    choosing.hear(user, first=first, quiet=quiet, choices=kinds)


@atomic()
def was_here(user: User) -> None:
    session.add(
        SignIn(
            token_sha256=f"test-{clock.now()}",
            user_id=user.id,
            seen_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
    )


def subjects(mailbox) -> list[str]:
    return [mail.subject for mail in mailbox.to("ana@example.com")]


def test_who_chose_nothing_gets_a_mail_at_once_and_finds_it_on_her_page(ana, kim, ticket, mailbox):
    reply(ticket, body="The pads are worn.", by=kim)

    assert subjects(mailbox) == [f"{ticket.number}: {ticket.subject}"]
    assert [notice.text for notice in telling.latest(ana, most=5)] == [
        f"Kim Visser answered your concern {ticket.number}"
    ]


def test_once_a_day_is_one_mail_in_the_morning_for_all_of_it(ana, kim, ticket, mailbox):
    choose(ana, concern_answered=How.DAILY)
    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)
        reply(ticket, body="I have ordered new ones.", by=kim)
        summaries.send_due()
    assert subjects(mailbox) == []

    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        summaries.send_due()
        summaries.send_due()

    assert subjects(mailbox) == ["What is new for you"]
    assert mailbox.to("ana@example.com")[0].text.count("Kim Visser answered your concern") == 2


def test_no_mail_is_no_mail_and_still_on_her_page(ana, kim, ticket, mailbox):
    choose(ana, concern_answered=How.NONE)

    reply(ticket, body="The pads are worn.", by=kim)
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        summaries.send_due()

    assert subjects(mailbox) == []
    assert len(telling.latest(ana, most=5)) == 1


def test_portal_first_mails_only_when_she_has_not_been_here(ana, kim, ticket, mailbox):
    choose(ana, first=First.PORTAL)
    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)
    with clock.stopped_at(make.MONDAY + HALF_AN_HOUR / 2):
        summaries.send_due()
    assert subjects(mailbox) == []

    with clock.stopped_at(make.MONDAY + HALF_AN_HOUR):
        summaries.send_due()

    assert subjects(mailbox) == [f"Kim Visser answered your concern {ticket.number}"]


def test_portal_first_sends_nothing_to_whoever_was_here_meanwhile(ana, kim, ticket, mailbox):
    choose(ana, first=First.PORTAL)
    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)
    with clock.stopped_at(make.MONDAY + HALF_AN_HOUR / 2):
        was_here(ana)

    with clock.stopped_at(make.MONDAY + HALF_AN_HOUR * 3):
        summaries.send_due()

    assert subjects(mailbox) == []


def test_a_daily_summary_comes_whether_or_not_she_was_here(ana, kim, ticket, mailbox):
    choose(ana, first=First.PORTAL, concern_answered=How.DAILY)
    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)
        was_here(ana)

    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        summaries.send_due()

    assert len(subjects(mailbox)) == 1


def test_quiet_hours_keep_the_mail_until_they_end(ana, kim, ticket, mailbox):
    choosing.live_in(ana, "UTC")
    minute = make.MONDAY.hour * 60 + make.MONDAY.minute
    choose(ana, quiet=(minute, minute + 90))

    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)

    [mail] = mailbox.to("ana@example.com")
    assert mail.due_at == make.MONDAY + timedelta(minutes=90)


def test_the_mail_and_the_notice_are_in_her_language(ana, kim, ticket, mailbox):
    choosing.speak(ana, "de")

    reply(ticket, body="The pads are worn.", by=kim)

    [mail] = mailbox.to("ana@example.com")
    assert 'lang="de-DE"' in mail.html


def test_every_person_of_the_organisation_hears_of_its_order(maria, olaf, kim, mailbox):
    order = make.order(of=maria, stage=ProductionStage.ASSEMBLY)

    reach(order, ProductionStage.READY, on=clock.now().date(), by=kim)

    told = {person.email: len(mailbox.to(person.email)) for person in (maria, olaf)}
    assert told == {maria.email: 1, olaf.email: 1}


def test_steps_in_the_workshop_are_news_here_and_no_mail(ana, kim, mailbox):
    order = make.order(of=ana, stage=ProductionStage.FRAME)

    reach(order, ProductionStage.PAINT, on=clock.now().date(), by=kim)

    assert subjects(mailbox) == []
    assert order.number in telling.latest(ana, most=1)[0].text


def test_what_she_has_seen_is_in_no_summary(ana, kim, ticket, mailbox):
    choose(ana, concern_answered=How.DAILY)
    reply(ticket, body="The pads are worn.", by=kim)

    telling.mark_read(ana, until=telling.latest(ana, most=1)[0].id)
    with clock.stopped_at(clock.now() + timedelta(days=2)):
        summaries.send_due()

    assert subjects(mailbox) == []


def send_summaries() -> None:
    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        summaries.send_due()


def test_eight_workers_send_one_summary(ana, kim, ticket, mailbox, race):
    choose(ana, concern_answered=How.DAILY)
    with clock.stopped_at(make.MONDAY):
        reply(ticket, body="The pads are worn.", by=kim)

    assert race(send_summaries, 8) == [None] * 8
    assert len(subjects(mailbox)) == 1


def test_a_mail_tells_the_time_where_its_reader_lives(maria, mailbox):
    choosing.live_in(maria, "America/Lima")
    ticket = make.ticket(by=maria)

    post(mails.received(ticket))

    (mail,) = mailbox.to(maria.email)
    here = ticket.first_promised_at.astimezone(ZoneInfo("America/Lima"))
    assert f"{here:%H:%M}" in mail.text


def test_a_notice_is_in_the_language_of_the_mail_that_goes_with_it(ana, kim, ticket, mailbox):
    """She came by a German page, and never chose a language."""
    with atomic():
        ana.customer.language = "de"

    reply(ticket, body="The pads are worn.", by=kim)

    [mail] = mailbox.to("ana@example.com")
    assert 'lang="de-DE"' in mail.html
    assert "Anliegen" in telling.latest(ana, most=1)[0].text
