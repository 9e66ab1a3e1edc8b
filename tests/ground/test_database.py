"""Reading cannot write, writing is all or nothing, and both databases keep the same."""

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError

from portal.customers.models import ContactPoint, Customer, address_key
from portal.database import (
    ChangedOutsideAVerb,
    Numbered,
    PortalSession,
    Unstorable,
    as_json,
    atomic,
    lock,
    session,
)
from portal.limits import Limit
from portal.tickets.models import Ticket
from tests import make
from tests.rig.racing import Raised


def names() -> list[str]:
    return list(session.scalars(sa.select(Customer.name).order_by(Customer.id)))


def test_a_page_that_writes_outside_a_verb_fails(app):
    with pytest.raises(DBAPIError):
        session.execute(sa.insert(Limit).values(key="a", arrives_at=make.MONDAY))
    session.rollback()

    assert session.scalars(sa.select(Limit)).all() == []


def test_an_error_does_not_carry_what_was_to_be_written_into_the_log(app):
    with pytest.raises(DBAPIError) as failed, atomic():
        session.execute(sa.text("SELECT * FROM nowhere WHERE name = :name"), {"name": "CANARY"})

    assert "CANARY" not in str(failed.value)


def test_a_verb_is_all_or_nothing(app):
    with pytest.raises(ZeroDivisionError), atomic():
        session.add(Customer(name="Ana"))
        session.flush()
        raise ZeroDivisionError

    assert names() == []


def test_verbs_in_a_verb_are_kept_or_lost_together(app):
    with pytest.raises(ZeroDivisionError), atomic():
        make.customer("Ana")
        with atomic():
            make.customer("Ben")
        raise ZeroDivisionError
    assert names() == []

    with atomic():
        make.customer("Ana")
        make.customer("Ben")
    assert names() == ["Ana", "Ben"]


def test_a_verb_decides_on_what_is_true_now(app):
    customer = make.customer("Ana")
    assert customer.name == "Ana"
    somebody_else_renames(app, customer.id, "Ana Ruiz")

    with atomic():
        seen = customer.name

    assert seen == "Ana Ruiz"


def somebody_else_renames(app, customer_id: int, name: str) -> None:
    database = app.extensions["portal_database"]
    with PortalSession(database) as other:
        other.is_writing = True
        other.get_one(Customer, customer_id).name = name
        other.commit()


def test_locking_keeps_what_the_outer_verb_has_changed(app):
    customer = make.customer("Ana")

    with atomic():
        customer.name = "Ana Ruiz"
        lock(customer)

    assert names() == ["Ana Ruiz"]


def test_an_object_changed_outside_a_verb_is_not_saved_by_the_next_one(app):
    customer = make.customer("Ana")
    customer.name = "Eve"

    with pytest.raises(ChangedOutsideAVerb), atomic():
        pass


def one_more(customer_id: int) -> None:
    for _ in range(5):
        with atomic():
            customer = lock(session.get_one(Customer, customer_id))
            customer.name = str(int(customer.name) + 1)


def test_eight_processes_lose_no_count(app, race):
    customer = make.customer("0")

    answers = race(one_more, 8, customer.id)

    assert not [each for each in answers if isinstance(each, Raised)]
    assert customer.name == "40"


def test_an_instant_comes_back_aware_and_in_utc(app):
    east = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=2)))
    with atomic():
        session.add(Limit(key="a", arrives_at=east))
    session.expire_all()

    kept = session.get_one(Limit, "a").arrives_at

    assert (kept, kept.utcoffset()) == (make.MONDAY, timedelta(0))


def test_an_instant_without_a_zone_is_refused(app):
    with pytest.raises(sa.exc.StatementError, match="without a time zone"), atomic():
        session.add(Limit(key="a", arrives_at=datetime(2026, 11, 23)))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["x" * 251, "a\0b", "\ud800"])
def test_what_one_database_would_refuse_both_do(app, text):
    with pytest.raises(Unstorable), atomic():
        session.add(Customer(name=text))


@pytest.mark.parametrize("text", ["x" * 250, "🚲" * 250, "\u202e", "Müller ﬁ ß İ"])
def test_what_fits_comes_back_as_it_was(app, text):
    with atomic():
        session.add(Customer(name=text))
    session.expire_all()

    assert names() == [text]


def test_capital_letters_of_all_scripts_are_found(app):
    make.customer("ÉLISE ŽUPAN")

    found = session.scalars(sa.select(Customer).where(Customer.name.icontains("élise žu"))).all()

    assert [each.name for each in found] == ["ÉLISE ŽUPAN"]


def test_small_letters_are_the_same_on_both_databases(app):
    letters = [chr(code) for code in range(0x20, 0x530) if chr(code).isalpha()]

    small = session.scalars(sa.select(sa.func.lower(sa.literal("".join(letters))))).one()

    assert small == "".join(letters).replace("\u0130", "i").lower()


def test_a_child_cannot_point_at_a_parent_of_another_customer(ana, ben):
    order_of_ben = make.order(of=ben)

    with pytest.raises(IntegrityError):
        make.ticket(by=ana, order=order_of_ben)

    assert session.scalars(sa.select(Ticket)).all() == []


def test_nothing_points_at_what_is_not_there(app):
    with pytest.raises(IntegrityError), atomic():
        session.add(ContactPoint(customer_id=999, address="a@example.com", address_key="a"))


def test_a_state_that_cannot_be_is_refused_by_the_database(ana):
    ticket = make.ticket(by=ana)

    with pytest.raises(IntegrityError), atomic():
        session.execute(sa.update(Ticket).where(Ticket.id == ticket.id).values(state="solved"))


class Bicycle(Numbered):
    number_prefix = "B-"
    number_offset = 100

    def __init__(self, row_id: int) -> None:
        self.id = row_id


@pytest.mark.parametrize(
    ("typed", "row_id"),
    [
        ("B-107", 7), (" b-107 ", 7), ("107", 7), ("B-100", 0), ("B--107", 0), ("", 0), ("B-", 0),
        ("１０７", 0), ("B-1e3", 0), ("9" * 30, 0), ("B-107\0", 0), ("-107", 0),
        ("B-2147483748", 0), ("B-2147483747", 2**31 - 1),
    ],
)  # fmt: skip
def test_the_id_behind_a_number_somebody_typed(typed, row_id):
    assert Bicycle.id_of(typed) == row_id


def test_a_number_is_the_id_shown_kindly():
    assert Bicycle(7).number == "B-107"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana@Example.com", " ana@example.COM ", True),
        ("e\u0301va@example.com", "Éva@example.com", True),
        ("ana@müller.example", "ana@xn--mller-kva.example", True),
        ("mıke@example.com", "mike@example.com", False),
        ("ﬁ@example.com", "fi@example.com", False),
        ("straße@example.com", "strasse@example.com", False),
    ],
)
def test_which_spellings_are_one_address(one, other, same):
    assert (address_key(one) == address_key(other)) is same


def test_the_same_value_is_always_the_same_json():
    assert as_json({"b": 1, "a": "é"}) == as_json({"a": "é", "b": 1}) == '{"a": "é", "b": 1}'
