import pytest
from sqlalchemy import select

from portal.customers.registering import find_contact_point
from portal.database import session
from portal.tickets.models import Origin, Ticket


def raise_for(page, **more):
    return page.fill(
        {
            "email": "ana@example.com",
            "kind": "question",
            "subject": "Which bell?",
            "body": "She asks which bell fits.",
        }
        | more
    ).press("Raise it")


def test_kim_writes_down_what_ana_said_on_the_phone(ana, kim, sign_in):
    page = sign_in(kim).visit(f"/desk/tickets/new?customer={ana.customer.number}")
    assert page.value("email") == "ana@example.com"

    page = raise_for(page)

    ticket = session.scalars(select(Ticket)).one()
    assert page.path.endswith(f"/desk/tickets/{ticket.number}")
    assert (ticket.customer, ticket.origin) == (ana.customer, Origin.DESK)
    assert ticket.due_at is not None
    assert "which bell fits" in sign_in(ana).visit(f"/concerns/{ticket.number}").text


def test_somebody_new_is_shown_nothing_until_they_confirm(kim, sign_in):
    page = raise_for(
        sign_in(kim).visit("/desk/tickets/new"), email="eva@example.com", name="Eva Berg"
    )

    ticket = session.scalars(select(Ticket)).one()
    assert find_contact_point("eva@example.com").customer.name == "Eva Berg"
    assert not ticket.is_confirmed
    assert "Unconfirmed address" in page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", ""), ("email", "nobody"), ("subject", ""), ("subject", "x" * 201)],
)
def test_what_was_typed_is_kept_when_something_is_missing(kim, sign_in, field, typed):
    page = raise_for(sign_in(kim).visit("/desk/tickets/new"), **{field: typed})

    assert page.status == 422
    assert len(page.errors) == 1
    assert page.value("body") == "She asks which bell fits."


def test_pressing_twice_raises_once(ana, kim, sign_in):
    page = sign_in(kim).visit("/desk/tickets/new")

    raise_for(page)
    raise_for(page)

    assert len(session.scalars(select(Ticket)).all()) == 1


def test_an_unknown_customer_leaves_the_form_empty(kim, sign_in):
    page = sign_in(kim).visit("/desk/tickets/new?customer=99999999999999")

    assert page.value("email") in ("", None)


def test_marketing_raises_nothing(mark, sign_in):
    assert sign_in(mark).visit("/desk/tickets/new").status == 403
