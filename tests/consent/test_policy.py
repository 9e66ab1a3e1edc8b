"""Who reads the receipts."""

from portal.access import Visitor
from portal.consent.policy import may_read
from portal.consent.queries import addresses_of, receipt_for, receipts_of
from portal.database import session
from tests import make
from tests.consent.test_choices import say_yes


def test_a_receipt_is_read_by_who_made_the_choice_and_by_staff(ana, ben, kim):
    event = say_yes(ana)

    assert may_read(ana, event) and may_read(kim, event)
    assert not may_read(ben, event)
    assert not may_read(Visitor(), event)
    assert session.scalars(receipt_for(ben, event.id)).all() == []
    assert session.scalars(receipts_of(Visitor())).all() == []


def test_a_colleagues_choices_are_not_ones_own(maria, olaf):
    event = say_yes(maria)

    assert not may_read(olaf, event)
    assert session.scalars(receipts_of(olaf)).all() == []


def test_only_confirmed_addresses_can_be_chosen_for(ana):
    make.contact_point(ana.customer, "ana@work.example.com", verified=False)

    assert [each.address for each in session.scalars(addresses_of(ana))] == ["ana@example.com"]
