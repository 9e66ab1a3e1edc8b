"""Who of staff looked at a customer."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from portal.history.looking import looked_at, looks_by_day, looks_by_role
from portal.history.models import Look
from tests import make

HOUR = timedelta(hours=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def customer_of(user):
    return session.get_one(Customer, user.customer_id)


def noted():
    session.commit()
    return session.scalar(select(func.count()).select_from(Look))


def test_opening_the_record_again_within_the_hour_is_one_look(ana, kim, sign_in):
    with clock.stopped_at(make.MONDAY):
        browser = sign_in(kim)
        browser.visit(f"/desk/customers/{ana.customer.number}")
        browser.visit(f"/desk/tickets/{make.ticket(by=ana).number}")
    with clock.stopped_at(make.MONDAY + HOUR):
        browser.visit(f"/desk/customers/{ana.customer.number}")

    assert noted() == 2


def test_each_member_of_staff_is_counted_by_role(ana, kim, lea, sign_in):
    for hours in range(3):
        with clock.stopped_at(make.MONDAY + hours * HOUR):
            looked_at(ana.customer_id, by=kim)
    with clock.stopped_at(make.MONDAY):
        looked_at(ana.customer_id, by=lea)

    by_role = looks_by_role(customer_of(ana))

    assert [(each.role, each.times) for each in by_role] == [(Role.AGENT, 3), (Role.LEAD, 1)]
    assert by_role[0].last_at == make.MONDAY.replace(minute=0) + 2 * HOUR


def test_days_are_those_of_the_readers_calendar(ana, kim):
    late = make.MONDAY.astimezone(AMSTERDAM).replace(hour=23, minute=30)
    for at in (late, late + HOUR):
        with clock.stopped_at(at):
            looked_at(ana.customer_id, by=kim)

    days = looks_by_day(customer_of(ana), AMSTERDAM)

    assert [(each.on.day, each.times) for each in days] == [
        (late.day + 1, 1),
        (late.day, 1),
    ]


def test_a_ticket_of_bens_is_no_look_at_ana(ana, ben, kim, sign_in):
    sign_in(kim).visit(f"/desk/tickets/{make.ticket(by=ben).number}")

    assert looks_by_role(customer_of(ana)) == []
    assert len(looks_by_role(customer_of(ben))) == 1


def test_ana_reads_who_looked_without_a_name(ana, kim, sign_in):
    sign_in(kim).visit(f"/desk/customers/{ana.customer.number}")

    page = sign_in(ana).visit("/privacy")

    assert "A support agent" in page.text
    assert kim.name not in page.by_id("who").text


def press(customer_id, viewer_id):
    looked_at(customer_id, by=session.get_one(User, viewer_id))


def test_two_tabs_at_once_are_one_look(ana, kim, race):
    race(press, 8, ana.customer_id, kim.id)

    assert noted() in (1, 2)  # two when the hour struck meanwhile
