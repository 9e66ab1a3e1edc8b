"""Mail that comes in, through the same door as in production."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.models import Sight
from portal.accounts.roles import end_access
from portal.customers.models import Customer
from portal.database import atomic, session
from portal.messages import identity
from portal.messages.models import InboundMail
from portal.messages.receiving import receive
from portal.tickets.arriving import MOST_WORDS
from portal.tickets.conversation import reply
from portal.tickets.models import Origin, Reply, Ticket, TicketKind, TicketState
from portal.tickets.raising import raise_as_visitor
from portal.tickets.resolution import solve
from tests import make

DESK = "help@portal.example.com"


@pytest.fixture
def ticket(ana, kim):
    """Ana was asked for a photo, by mail."""
    asked = make.ticket(by=ana)
    reply(asked, body="Could you send a photo?", by=kim)
    return asked


@pytest.fixture
def answer_to(mailbox):
    """The address that answers to the last mail to `address` go to."""
    return lambda address: identity.reply_address(mailbox.to(address)[-1].token)


def words_of(ticket: Ticket) -> list[str]:
    return [word.body for word in ticket.replies]


def test_an_answer_by_mail_lands_in_its_concern(ana, ticket, answer_to):
    mail = make.eml(
        sender="Ana Ruiz <ana@example.com>",
        to=answer_to("ana@example.com"),
        body="Here it is.\n\n> Could you send a photo?",
    )

    receipt = receive(mail)

    assert (receipt.outcome, receipt.reference) == ("reply", ticket.number)
    said = ticket.replies[-1]
    assert (said.body, said.author, said.origin) == ("Here it is.", ana, Origin.MAIL)
    assert said.rest == "> Could you send a photo?"
    assert (ticket.state, ticket.due_at is not None) == (TicketState.OPEN, True)
    assert session.scalars(select(InboundMail.thread)).one() == ticket.about


@pytest.mark.parametrize("header", ["Cc", "Delivered_To", "References", "In_Reply_To"])
def test_the_token_counts_wherever_it_stands(ana, ticket, mailbox, answer_to, header):
    token = mailbox.to("ana@example.com")[-1].token
    value = (
        answer_to("ana@example.com") if header in ("Cc", "Delivered_To")
        else identity.message_id(token)
    )  # fmt: skip

    receipt = receive(make.eml(sender="ana@example.com", to=DESK, **{header: value}))

    assert (receipt.outcome, receipt.reference) == ("reply", ticket.number)


def test_the_right_token_from_another_address_is_for_the_desk_alone(ana, ben, ticket, answer_to):
    mail = make.eml(sender="ben@example.com", to=answer_to("ana@example.com"), body="CANARY")

    receipt = receive(mail)

    assert (receipt.outcome, receipt.reference) == ("reply", ticket.number)
    assert ticket.replies[-1].awaits_decision
    assert ticket.customer == ana.customer
    assert "CANARY" not in ticket.snippet


def test_the_next_mail_to_the_customer_does_not_name_a_stranger_s(ticket, kim, answer_to, mailbox):
    receive(make.eml(sender="eve@example.com", to=answer_to("ana@example.com"),
                     Message_ID="<CANARY@evil.example.com>"))  # fmt: skip

    reply(ticket, body="Any news?", by=kim)

    assert "CANARY" not in str(mailbox.to("ana@example.com")[-1].in_reply_to)


def test_a_colleague_whose_access_ended_neither_speaks_nor_hears_by_mail(
    maria, olaf, kim, answer_to, mailbox
):
    ticket = make.ticket(by=olaf)
    reply(ticket, body="Which frame is it?", by=kim)
    address = answer_to(olaf.email)
    end_access(olaf, by=maria)

    receive(make.eml(sender=olaf.email, to=address, body="I am still here"))
    reply(ticket, body="CANARY", by=kim)
    solve(ticket, by=kim)

    assert ticket.replies[-2].awaits_decision
    assert len(mailbox.to(olaf.email)) == 1


def test_a_stranger_with_the_token_gets_no_mail(ticket, answer_to, mailbox):
    receive(make.eml(sender="eve@example.com", to=answer_to("ana@example.com")))

    assert mailbox.to("eve@example.com") == []


def test_the_number_alone_opens_nothing(ana, ticket, mailbox):
    """A stranger can guess a number; it is only told to staff."""
    receipt = receive(
        make.eml(sender="eve@example.com", to=DESK, subject=f"Re: {ticket.number}: brake")
    )

    assert receipt.outcome == "concern"
    assert receipt.reference != ticket.number
    other = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert other.customer != ana.customer
    assert f"Mentions {ticket.number}" in other.replies[0].notes["notes"][0]
    assert len(ticket.replies) == 2


def test_a_first_mail_is_an_unconfirmed_concern(app, mailbox, kim, sign_in):
    mail = make.eml(sender="Eve Adams <eve@example.com>", to=DESK, subject="AW: Re: Brakes",
                    body="They squeal.\n-- \nEve Adams\nSecretary")  # fmt: skip

    receipt = receive(mail)

    ticket = session.scalars(select(Ticket)).one()
    assert (receipt.outcome, receipt.reference) == ("concern", ticket.number)
    assert (ticket.subject, ticket.origin) == ("Brakes", Origin.MAIL)
    assert not ticket.is_confirmed
    assert ticket.customer.name == "Eve Adams"
    assert (words_of(ticket), ticket.replies[0].rest[:3]) == (["They squeal."], "-- ")
    acknowledgement = mailbox.to("eve@example.com")[0]
    assert ticket.number in acknowledgement.text
    assert "squeal" not in acknowledgement.text


def test_a_known_address_is_that_customer_s_and_still_has_to_be_shown(ana, ticket, sign_in):
    """Anyone may write somebody else's address into a From line."""
    receive(make.eml(sender="ana@example.com", to=DESK, subject="Another thing"))

    other = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert other.customer == ana.customer
    assert sign_in(ana).visit(f"/concerns/{other.number}").status == 404


def test_a_sender_is_acknowledged_once_a_day(app, mailbox):
    with clock.stopped_at(make.MONDAY):
        for number in range(3):
            receive(make.eml(sender="eve@example.com", to=DESK, body=f"Mail {number}"))
        assert len(mailbox.to("eve@example.com")) == 1
    with clock.stopped_at(make.MONDAY + timedelta(hours=25)):
        receive(make.eml(sender="eve@example.com", to=DESK, body="Next day"))

    assert len(mailbox.to("eve@example.com")) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.com>"},
        {"Auto_Submitted": "auto-generated"},
        {"sender": "noreply@shop.example.com"},
    ],
)
def test_a_robot_is_never_answered(app, mailbox, headers):
    receive(make.eml(**({"sender": "eve@example.com", "to": DESK} | headers)))

    assert len(mailbox) == 0


@pytest.mark.parametrize("has_token", [True, False])
def test_nobody_acts_as_staff_by_mail(kim, ticket, answer_to, has_token):
    to = answer_to("ana@example.com") if has_token else DESK

    receipt = receive(make.eml(sender="kim@marlow.example.com", to=to, body="Closed."))

    assert receipt.outcome == "quarantined"
    assert "staff" in receipt.reason
    assert session.scalar(select(func.count(Reply.id))) == 2


def test_control_headers_from_outside_mean_nothing(ana, app):
    receive(
        make.eml(sender="eve@example.com", to=DESK, X_Portal_Priority="urgent",
                 X_Portal_Customer=ana.customer.number)
    )  # fmt: skip

    ticket = session.scalars(select(Ticket)).one()
    assert (ticket.priority, ticket.kind) == ("normal", TicketKind.QUESTION)
    assert ticket.customer != ana.customer


def test_a_colleague_who_may_see_it_is_in_it(maria, olaf, kim, mailbox, answer_to):
    ticket = make.ticket(by=maria)
    reply(ticket, body="Could you send a photo?", by=kim)

    receive(make.eml(sender=olaf.email, to=answer_to(maria.email), body="I have it."))

    assert ticket.replies[-1].author == olaf
    assert not ticket.replies[-1].is_unverified


def test_a_colleague_who_may_not_see_it_is_a_third_party(maria, olaf, kim, answer_to):
    let_see_own(olaf)
    ticket = make.ticket(by=maria)
    reply(ticket, body="Could you send a photo?", by=kim)

    receive(make.eml(sender=olaf.email, to=answer_to(maria.email), body="I have it."))

    assert ticket.replies[-1].awaits_decision


@atomic()
def let_see_own(user):
    user.sees = Sight.OWN


def test_an_answer_from_the_address_itself_shows_that_it_is_read(app, mailbox, answer_to):
    ticket = raise_as_visitor(
        address="eve@example.com", name="Eve", kind=TicketKind.QUESTION, subject="When?",
        body="When do you open?", once=None,
    )  # fmt: skip

    receive(make.eml(sender="eve@example.com", to=answer_to("eve@example.com"), body="Hello?"))

    assert ticket.is_confirmed
    assert ticket.contact_point.is_verified
    assert words_of(ticket) == ["When do you open?", "Hello?"]


def test_a_word_about_what_was_solved_lately_opens_it_again(ana, kim, ticket, answer_to):
    solved(ticket, at=clock.now() - timedelta(days=29))

    receive(make.eml(sender="ana@example.com", to=answer_to("ana@example.com"), body="Again."))

    assert ticket.state is TicketState.OPEN


def test_a_word_about_what_was_solved_long_ago_begins_anew_beside_it(ana, ticket, answer_to):
    solved(ticket, at=clock.now() - timedelta(days=31))

    receipt = receive(
        make.eml(sender="ana@example.com", to=answer_to("ana@example.com"), subject="Re: Brake",
                 body="Again.")
    )  # fmt: skip

    assert receipt.outcome == "concern"
    new = session.scalars(select(Ticket).order_by(Ticket.id.desc())).first()
    assert (new.follows, new.subject, new.raised_by) == (ticket, "Brake", ana)
    assert new.is_confirmed, "its token shows that they read mail there"
    assert ticket.is_solved


@atomic()
def solved(ticket, *, at):
    ticket.state, ticket.solved_at, ticket.due_at = TicketState.SOLVED, at, None


def test_two_machines_that_talk_through_us_are_muted(ana, ticket, answer_to):
    receipts = [
        receive(make.eml(sender="ana@example.com", to=answer_to("ana@example.com"), body=f"{n}"))
        for n in range(MOST_WORDS + 2)
    ]

    assert [receipt.outcome for receipt in receipts[-2:]] == ["quarantined"] * 2
    assert len(ticket.replies) == 2 + MOST_WORDS


def test_an_address_longer_than_any_we_keep_is_set_aside(app):
    receipt = receive(make.eml(sender=f"{'x' * 120}@{'y' * 60}.{'z' * 60}.{'w' * 60}.example.com",
                               to=DESK))  # fmt: skip

    assert receipt.outcome == "quarantined"
    assert session.scalars(select(Customer)).all() == []


def test_the_same_mail_brought_twice_is_said_once(ana, ticket, answer_to):
    mail = make.eml(sender="ana@example.com", to=answer_to("ana@example.com"))

    assert receive(mail).outcome == "reply"
    assert receive(mail).outcome == "duplicate"
    assert len(ticket.replies) == 3
