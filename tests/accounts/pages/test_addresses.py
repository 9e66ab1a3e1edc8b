"""The pages of addresses: what they say to whom, and that nobody learns whose an address is."""

import pytest
import sqlalchemy as sa

from portal.accounts.models import User
from portal.database import session
from portal.tickets.models import Ticket
from tests import make

NEW, OLD = "ana@new.example.com", "ana@example.com"


def ask(browser, address=NEW, main=False):
    return browser.visit("/profile").fill(email=address, becomes_main=main).press(
        "Add this address", within="addresses"
    )  # fmt: skip


def open_link(browser, mailbox, address):
    return browser.visit(mailbox.links(address)[0])


def test_one_more_address(ana, sign_in, mailbox):
    browser = sign_in(ana)
    page = ask(browser)
    assert page.flashes == [f"We wrote to {NEW}"]
    assert f"{NEW} is to be added" in page.text

    page = open_link(browser, mailbox, NEW)
    assert f"{NEW} becomes a further address of {OLD}" in page.text
    page = page.press("Yes, I read the mail here")

    assert page.flashes == [f"{NEW} is yours now"]
    assert page.by_id("addresses").all("ul")[0].text.startswith(f"{OLD} Main")
    assert "Make it the main one" in page.buttons()


def test_another_main_address_with_both_mailboxes(ana, sign_in, mailbox, app):
    browser = sign_in(ana)
    elsewhere = sign_in(ana)
    page = ask(browser, main=True)
    assert page.flashes == ["We wrote to both mailboxes"]
    assert page.by_id("address-change").text.count("Waits") == 2

    page = open_link(browser, mailbox, OLD).press("Yes, I read the mail here")
    assert page.flashes == [f"Confirmed. Now open the mail to {NEW}"]
    assert page.by_id("address-change").text.count("Waits") == 1
    assert "What is missing" in open_link(browser, mailbox, OLD).text
    page = open_link(browser, mailbox, NEW).press("Yes, I read the mail here")

    assert (page.h1, page.flashes) == ("Your profile", [f"{NEW} is your main address now"])
    assert elsewhere.visit("/profile").h1 == "Sign in"


def test_two_accounts_are_joined_after_a_last_look(ana, sign_in, mailbox):
    anita = make.user("Ana at home", email=NEW)
    make.ticket(by=anita)
    make.ticket(by=anita)
    make.order(of=anita)
    browser, hers = sign_in(ana), sign_in(anita)
    ask(browser)

    page = open_link(browser, mailbox, NEW)
    assert "has an account or concerns of its own" in page.text
    page = page.press("Yes, I read the mail here")
    assert page.flashes == [f"Confirmed. Now open the mail to {OLD}"]
    page = open_link(browser, mailbox, OLD).press("Yes, I read the mail here")
    assert page.h1 == "Join the two accounts?"
    assert "1 order 2 concerns" in page.text
    assert session.scalars(sa.select(Ticket.customer_id)).all() == [anita.customer_id] * 2
    page = page.press("Join them for good")

    assert page.flashes == ["The two accounts are one now"]
    assert hers.visit("/profile").h1 == "Sign in"
    assert session.scalars(sa.select(Ticket.customer_id)).all() == [ana.customer_id] * 2


@pytest.mark.parametrize("main", [False, True], ids=["further", "main"])
def test_nobody_learns_whose_an_address_is(ana, ben, maria, kim, sign_in, main):
    browser, seen = sign_in(ana), []

    for address in (ben.email, maria.email, kim.email, "nobody@example.com"):
        page = ask(browser, address, main)
        texts = [page.text.replace(address, "X"), *page.flashes]
        seen.append([page.status, *(text.replace(address, "X") for text in texts)])

    assert all(each == seen[0] for each in seen)


def test_only_who_asked_goes_on(ana, ben, visitor, sign_in, mailbox):
    ask(sign_in(ana))
    link = mailbox.links(NEW)[0]

    for browser in (visitor, sign_in(ben)):
        page = browser.visit(link)
        assert f"sign in as {OLD}" in page.text
        assert "Yes, I read the mail here" not in page.buttons()
        token = page.value("csrf_token")
        posted = browser.post(link, {"csrf_token": token}, Referer=browser.base_url)
        assert posted.status == 403
    assert session.get_one(User, ana.id).email == OLD


def test_after_signing_in_they_are_back_at_the_link(ana, visitor, sign_in, mailbox):
    ask(sign_in(ana))

    page = visitor.visit(mailbox.links(NEW)[0]).follow("Sign in")
    page = page.fill(email=OLD, password=make.PASSWORD).press("Sign in")

    assert page.h1 == "Confirm the change of your address"


@pytest.mark.parametrize("address", [OLD, NEW])
def test_either_mailbox_stops_it_without_signing_in(ana, visitor, sign_in, mailbox, address):
    browser = sign_in(ana)
    ask(browser, main=True)

    page = open_link(visitor, mailbox, address).press("Stop it, leave everything as it is")

    assert page.h1 == "Everything stays as it is"
    for each in (OLD, NEW):
        assert open_link(browser, mailbox, each).status == 404


def test_it_is_stopped_from_the_profile(ana, sign_in, mailbox):
    browser = sign_in(ana)

    page = ask(browser).press("Stop it", within="address-change")

    assert page.flashes == ["Your addresses stay as they are"]
    assert open_link(browser, mailbox, NEW).status == 404


def test_what_cannot_be_says_why_to_the_reader_of_the_mailbox(ana, maria, kim, sign_in, mailbox):
    browser = sign_in(ana)
    for person, reason in ((maria, "belongs to an organisation"), (kim, "works here")):
        ask(browser, person.email)

        page = open_link(browser, mailbox, person.email)

        assert reason in page.text
        assert "Yes, I read the mail here" not in page.buttons()


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("", "Enter an e-mail address"),
        ("   ", "Enter an e-mail address"),
        ("ana", "Enter an e-mail address, like name@example.com"),
        ("x" * 300 + "@example.com", "Enter an e-mail address, like name@example.com"),
        (OLD, "This is your address already"),
        ("Ana@EXAMPLE.com", "This is your address already"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_it(ana, sign_in, address, error):
    page = ask(sign_in(ana), address)

    assert (page.status, page.errors) == (422, [error])
    assert page.value("email").lower() == address.strip().lower()


def test_too_many_wishes_have_to_wait(ana, sign_in):
    browser = sign_in(ana)
    for number in range(10):
        ask(browser, f"ana{number}@new.example.com")

    assert ask(browser).status == 429


def test_a_further_address_is_removed(ana, sign_in):
    make.contact_point(ana.customer, NEW, user=ana)

    page = sign_in(ana).visit("/profile").press("Remove", within="addresses")

    assert page.flashes == [f"{NEW} is removed"]
    assert "Make it the main one" not in page.buttons()


def test_nobody_touches_somebody_elses_address(ana, ben, sign_in):
    point = make.contact_point(ben.customer, "ben@work.example.com", user=ben)
    browser = sign_in(ana)
    token = browser.visit("/profile").value("csrf_token")

    for verb in ("main", "remove"):
        path = f"/profile/addresses/{point.id}/{verb}"
        answer = browser.post(path, {"csrf_token": token}, Referer=browser.base_url)
        assert answer.status == 404


def test_a_last_look_without_agreement_is_a_404(ana, ben, sign_in):
    browser = sign_in(ana)
    token = browser.visit("/profile").value("csrf_token")
    for _ in range(2):
        assert browser.visit("/profile/join").status == 404
        answer = browser.post("/profile/join", {"csrf_token": token}, Referer=browser.base_url)
        assert answer.status == 404
        ask(browser, ben.email)


def test_staff_change_their_one_address(kim, sign_in, mailbox):
    browser = sign_in(kim)
    page = browser.visit("/profile").fill(email="kim@new.example.com").press("Change my address")
    assert page.flashes == ["We wrote to both mailboxes"]

    for address in ("kim@new.example.com", kim.email):
        page = open_link(browser, mailbox, address).press("Yes, I read the mail here")

    assert page.flashes == ["kim@new.example.com is your main address now"]
