"""Telephone numbers, however they are written."""

import pytest

from portal.customers.phones import are_the_same, digits_of, keep_phone, phones_at, phones_of
from portal.customers.queries import CustomerList
from portal.database import session


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+31 6 1234 5678", "+31612345678"),
        ("0031-6-12345678", "+31612345678"),
        ("06-12345678", "612345678"),
        ("(024) 323 45 67", "243234567"),
        ("+49 (0)30 901820", "+4930901820"),
        ("ana@example.com", None),
        ("C-2841", None),
        ("12", None),
        ("1" * 30, None),
        ("", None),
    ],
)
def test_a_number_is_its_digits(written, digits):
    assert digits_of(written) == digits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+31612345678", "612345678", True),
        ("612345678", "+31612345678", True),
        ("+31612345678", "+49612345678", False),
        ("612345678", "612345678", True),
        ("612345678", "12345678", False),
        ("+31612345678", "5678", False),
    ],
)
def test_a_national_number_is_the_end_of_an_international_one(one, other, same):
    assert are_the_same(one, other) is same


def test_ana_is_found_by_any_spelling_of_her_number(ana):
    keep_phone(ana.customer, "+31 6 1234 5678", name="Ana")

    assert [phone.customer for phone in phones_at("06 12345678")] == [ana.customer]
    assert phones_at("06 12345679") == []


def test_the_same_number_twice_is_one(ana):
    keep_phone(ana.customer, "+31 6 1234 5678")
    keep_phone(ana.customer, "0612345678")

    assert len(phones_of(ana.customer)) == 1


def test_a_household_shares_a_number(ana, ben):
    keep_phone(ana.customer, "024 3234567")
    keep_phone(ben.customer, "024 3234567")

    assert {phone.customer for phone in phones_at("0243234567")} == {ana.customer, ben.customer}


def test_the_search_for_customers_finds_numbers(ana, ben, kim):
    keep_phone(ana.customer, "+31 6 1234 5678")

    found = session.scalars(CustomerList(reader=kim, text="06 1234 5678").select()).all()

    assert found == [ana.customer]
