"""Meeting customers: one address, one customer, however it is spelt."""

import sqlalchemy as sa

from portal.customers.models import ContactPoint, Customer, CustomerKind, address_key
from portal.customers.registering import contact_point_for, make_organisation
from portal.database import session
from tests import make


def test_a_stranger_becomes_a_customer_whose_address_is_unverified(app):
    met = contact_point_for("Zoe@Example.com", name="Zoe Adams")

    assert (met.address, met.name, met.is_verified) == ("Zoe@Example.com", "Zoe Adams", False)
    assert (met.customer.name, met.customer.kind) == ("Zoe Adams", CustomerKind.PERSON)


def test_a_stranger_without_a_name_is_called_after_the_address(app):
    assert contact_point_for("zoe.adams@example.com").customer.name == "zoe.adams"


def test_whoever_is_known_is_found_however_they_spell_it(ana):
    met = contact_point_for(" ANA@example.COM ", name="Somebody Else")

    assert met.customer == ana.customer
    assert met.customer.name == "Ana Ruiz"


def test_letters_that_only_look_alike_are_different_addresses(app):
    """`ı`, `ﬁ` and `ß` fold to `i`, `fi` and `ss` when folded harder: somebody else's account."""
    pairs = [("mike@a.example", "mıke@a.example"), ("fi@a.example", "ﬁ@a.example"),
             ("strasse@a.example", "straße@a.example")]  # fmt: skip

    for plain, alike in pairs:
        assert address_key(plain) != address_key(alike)
        assert contact_point_for(plain).customer_id != contact_point_for(alike).customer_id


def test_the_two_spellings_of_an_international_domain_are_one(app):
    met = contact_point_for("zoe@Müller.example")

    assert contact_point_for("zoe@xn--mller-kva.example").id == met.id


def test_composed_and_decomposed_letters_are_one(app):
    assert address_key("Zoe\u0301@example.com") == address_key("zo\u00e9@example.com")


def test_an_unreadable_domain_is_kept_as_it_is(app):
    assert address_key("zoe@..ü") == "zoe@..ü"


def meet(address):
    return contact_point_for(address, name="Zoe").id


def test_eight_who_meet_the_same_stranger_at_once_make_one_customer(app, race):
    met = race(meet, 8, "zoe@example.com")

    assert len(set(met)) == 1, met
    assert session.scalar(sa.select(sa.func.count()).select_from(Customer)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(ContactPoint)) == 1


def test_a_person_may_become_an_organisation(app):
    person = make.customer("Olaf Berg")

    make_organisation(person, name="Northwind")

    assert (person.name, person.is_organisation) == ("Northwind", True)
