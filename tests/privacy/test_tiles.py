"""Privacy on the customer's home page."""

from portal.consent.models import Purpose
from tests.consent.test_choices import say_yes


def test_the_home_page_says_what_is_on_and_leads_to_the_switch(ana, sign_in):
    say_yes(ana, Purpose.ADVICE)

    page = sign_in(ana).visit("/")

    assert "What we may send you" in page.text
    assert page.follow("Change").h1 == "Your privacy"


def test_the_home_page_says_who_looked(ana, kim, sign_in):
    sign_in(kim).visit(f"/desk/customers/{ana.customer.number}")

    assert "A support agent" in sign_in(ana).visit("/").text
