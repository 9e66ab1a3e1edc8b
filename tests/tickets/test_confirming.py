"""Unconfirmed tickets are shown to the reader of their address, and to nobody before."""

from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts import links
from portal.accounts.confirming import reader_at, verify
from portal.accounts.models import LinkPurpose, User
from portal.customers.registering import contact_point_for
from portal.database import session
from portal.history.models import Entry
from portal.tickets.acknowledging import LINK_SERVES_FOR
from portal.tickets.confirming import confirm, show
from portal.tickets.models import Ticket, TicketKind
from portal.tickets.raising import raise_as_visitor
from tests import make


def raised_at(address):
    return raise_as_visitor(
        address=address, name="Eve Adams", kind=TicketKind.QUESTION, subject="When?",
        body="When do you open?", once=None,
    )  # fmt: skip


def token_for(mailbox, address):
    return mailbox.links(address)[0].rpartition("/")[2]


def test_the_link_shows_it_once_to_whoever_reads_the_mail(app, mailbox):
    ticket = raised_at("eve@example.com")
    token = token_for(mailbox, "eve@example.com")

    user, shown = show(token)

    assert (shown, user.email, user.name) == (ticket, "eve@example.com", "Eve Adams")
    assert ticket.is_confirmed
    assert ticket.contact_point.is_verified
    assert show(token) is None


def test_one_link_shows_all_that_came_from_a_known_address(ana, mailbox):
    """Of the second concern within an hour nobody writes: its link would never come."""
    tickets = [raised_at(ana.email) for _ in range(2)]

    show(token_for(mailbox, ana.email))

    assert len(mailbox.to(ana.email)) == 1
    assert all(ticket.is_confirmed for ticket in tickets)


def test_an_old_link_shows_nothing(app, mailbox):
    raised_at("eve@example.com")

    with clock.stopped_at(clock.now() + LINK_SERVES_FOR + timedelta(minutes=1)):
        assert show(token_for(mailbox, "eve@example.com")) is None
    assert session.scalars(select(User)).all() == []


def test_a_link_for_another_purpose_shows_nothing(app):
    ticket = raised_at("eve@example.com")
    token = links.issue(LinkPurpose.SIGN_IN, address="eve@example.com", about=ticket.about)

    assert show(token) is None


def test_a_link_sent_to_another_address_shows_nothing(app):
    ticket = raised_at("eve@example.com")
    token = links.issue(LinkPurpose.SHOW_CONCERN, address="mallory@example.com", about=ticket.about)

    assert show(token) is None
    assert not ticket.is_confirmed


def test_whoever_shows_that_an_address_is_theirs_sees_all_that_came_from_it(app):
    tickets = [raised_at("eve@example.com") for _ in range(3)]
    other = raised_at("mallory@example.com")
    point = contact_point_for("eve@example.com")

    verify(point, by=reader_at(point))

    assert all(ticket.is_confirmed for ticket in tickets)
    assert not other.is_confirmed
    kinds = session.scalars(select(Entry.kind).where(Entry.kind == "ticket.confirmed")).all()
    assert len(kinds) == 3


def test_confirming_twice_changes_nothing(ana):
    ticket = make.ticket(by=ana, confirmed=False)

    confirm(ticket, by=ana)
    at = ticket.confirmed_at
    confirm(ticket, by=ana)

    assert ticket.confirmed_at == at
    assert len(session.scalars(select(Entry)).all()) == 1
    assert session.scalars(select(Ticket)).one() == ticket
