import pytest
from sqlalchemy import select

from portal.customers import policy
from portal.customers.models import Customer
from portal.customers.queries import PAGE, CustomerList, customer_for
from portal.database import session
from tests import make


def names(reader, **more):
    return [each.name for each in session.scalars(CustomerList(reader=reader, **more).select())]


def test_customers_come_by_name(ana, ben, kim):
    assert names(kim) == ["Ana Ruiz", "Ben Okafor"]


@pytest.mark.parametrize("text", ["ruiz", "ANA", "ana@", "10001", "ana ruiz", "ruiz example.com"])
def test_a_customer_is_found_by_name_address_or_number(ana, ben, kim, text):
    assert names(kim, text=text) == ["Ana Ruiz"]


@pytest.mark.parametrize("text", ["%", "_", "nobody", "ana okafor", "99999999999999999999"])
def test_what_nobody_is_called_finds_nobody(ana, ben, kim, text):
    assert names(kim, text=text) == []


def test_an_organisation_is_found_by_each_of_its_addresses(maria, olaf, kim):
    assert names(kim, text="olaf@northwind") == ["Northwind"]


def test_pages_neither_repeat_nor_skip_those_of_one_name(kim):
    made = [make.customer("Jan Jansen") for _ in range(PAGE + 5)]

    first = session.scalars(CustomerList(reader=kim).select()).all()[:PAGE]
    second = session.scalars(CustomerList(reader=kim, after=first[-1].number).select()).all()

    assert [*first, *second] == made


def test_the_database_and_python_agree_on_who_sees_whom(ana, ben, maria, kim, mark):
    everybody = session.scalars(select(Customer)).all()

    for user in (ana, ben, maria, kim, mark):
        by_sql = set(session.scalars(select(Customer).where(policy.visible_to(user))))
        assert by_sql == {each for each in everybody if policy.may_read(user, each)}


def test_ben_finds_only_himself(ana, ben):
    assert session.scalars(customer_for(ben, ana.customer.number)).all() == []
    assert session.scalars(customer_for(ben, ben.customer.number)).all() == [ben.customer]
