"""What somebody types is kept, on every device of theirs, until it is sent."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.tickets.conversation import reply
from portal.tickets.drafting import LONGEST, discard, draft_of, save
from portal.tickets.models import Draft, Origin, TicketKind
from portal.tickets.queries import contact_point_of
from portal.tickets.raising import raise_concern
from tests import make


def test_the_last_words_typed_are_kept(ana):
    save(ana, "new", {"subject": "Front", "body": ""})
    save(ana, "new", {"subject": "Front brake", "body": "It squ"})

    assert draft_of(ana, "new").fields == {"subject": "Front brake", "body": "It squ"}


def test_nobody_else_s_draft_is_found(ana, ben):
    save(ana, "new", {"body": "CANARY"})

    assert draft_of(ben, "new") is None


def test_an_empty_form_is_no_draft(ana):
    save(ana, "new", {"body": "It squ"})
    save(ana, "new", {"body": "  ", "kind": "broken"})

    assert draft_of(ana, "new") is None


def test_a_draft_that_is_sent_is_discarded(ana):
    save(ana, "new", {"body": "It squ"})

    discard(ana, "new")
    discard(ana, "new")

    assert session.scalars(select(Draft)).all() == []


def test_only_what_the_form_asks_for_is_kept_and_not_without_end(ana):
    save(ana, "new", {"body": "x" * (LONGEST + 1), "is_admin": "yes", "csrf_token": "secret"})

    assert draft_of(ana, "new").fields == {"body": "x" * LONGEST}


@pytest.mark.parametrize("place", ["new", "reply"])
def test_what_was_just_sent_does_not_come_back_as_a_draft(ana, kim, place):
    """The browser saves for the last time while its form is already on its way."""
    ticket = make.ticket(by=ana, answered_by=kim)
    if place == "reply":
        place = f"reply-{ticket.number}"
        reply(ticket, body="Here it is.", by=ana, once="the form's key")
    else:
        raise_concern(
            kind=TicketKind.IDEA, subject="A bell", body="Here it is.", customer=ana.customer,
            contact_point=contact_point_of(ana), by=ana, origin=Origin.WEB, confirmed=True,
            once="the form's key",
        )  # fmt: skip

    save(ana, place, {"body": "Here it is.", "once": "the form's key"})
    assert draft_of(ana, place) is None
    save(ana, place, {"body": "And another thing", "once": "the next form's key"})

    assert draft_of(ana, place) is not None
