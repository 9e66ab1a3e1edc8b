"""Asking for one's data and to be erased, on the page."""

import io
import zipfile
from datetime import timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts.models import SignIn
from portal.database import atomic, session
from portal.privacy import copying, erasure, requests
from portal.privacy.models import DataCopy, Erasure
from tests import make

HOUR = timedelta(hours=1)


def test_she_asks_for_her_copy_and_takes_it(ana, sign_in):
    make.ticket(by=ana, subject="Front brake")
    browser = sign_in(ana)
    page = browser.visit("/privacy").press("Make a copy of my data")
    assert "We are putting your data together" in page.text

    copying.make_what_waits()
    page = browser.visit("/privacy").follow("Download")

    assert page.status == 200
    assert page.headers["Content-Type"] == "application/zip"
    assert page.headers["Content-Disposition"].startswith("attachment; filename=my-data-")
    assert page.headers["Cache-Control"] == "no-store"
    assert b"Front brake" in zipfile.ZipFile(io.BytesIO(page.content)).read("data.json")


def test_there_is_nothing_to_download_for_anybody_else(ana, ben, kim, visitor, sign_in):
    requests.ask_for_copy(ana)
    copying.make_what_waits()

    assert sign_in(ben).visit("/privacy/export/download").status == 404
    assert sign_in(kim).visit("/privacy/export/download").status == 404
    assert visitor.visit("/privacy/export/download").url.endswith("/sign-in")


def test_two_presses_are_one_copy(ana, sign_in):
    browser = sign_in(ana)
    for _ in range(2):
        assert _press(browser, "/privacy/export").status == 200

    assert len(session.scalars(sa.select(DataCopy)).all()) == 1


def test_asking_too_often_is_said(ana, sign_in):
    with atomic():
        for _ in range(requests.COPIES_A_DAY):
            requests.limits.allows(f"copy:{ana.id}", times=5, per=timedelta(days=1))

    page = sign_in(ana).visit("/privacy").press("Make a copy of my data")

    assert page.flashes == ["You asked for several copies today. Ask again tomorrow"]


def test_the_confirm_page_says_what_goes_what_stays_and_until_when(ana, sign_in):
    make.order(of=ana, placed_at=make.MONDAY)

    page = sign_in(ana).visit("/privacy").follow("Erase my data")

    assert page.h1 == "Erase your data?"
    assert "Your name and your addresses" in page.text
    assert "What we are building for you has to be delivered" in page.text
    assert "The law has us keep our books for ten years" in page.text
    assert "2036" in page.text


def test_with_her_password_the_week_begins(ana, sign_in, mailbox):
    page = sign_in(ana).visit("/privacy/erase").fill(password=make.PASSWORD)
    page = page.press("Erase my data")

    assert page.h1 == "Your data will be erased"
    assert requests.wish_of(ana) is not None
    assert mailbox.links("ana@example.com")[0].endswith("/privacy/erase")


def test_without_it_nothing_begins(ana, sign_in):
    page = sign_in(ana).visit("/privacy/erase").fill(password="not mine at all")
    page = page.press("Erase my data")

    assert (page.status, page.errors) == (422, ["This is not your password"])
    assert session.scalars(sa.select(Erasure)).all() == []


def test_who_signs_in_by_links_types_the_address(app, sign_in):
    eva = make.user("Eva Lind", password=None)
    page = sign_in(eva).visit("/privacy/erase").fill(address="ben@example.com")
    page = page.press("Erase my data")
    assert page.errors == ["This is not the address that you sign in with"]

    assert page.fill(address="EVA@example.com").press("Erase my data").status == 200
    assert requests.wish_of(eva) is not None


def test_who_signs_in_by_links_needs_a_fresh_sign_in(app, sign_in):
    eva = make.user("Eva Lind", password=None)
    browser = sign_in(eva)
    browser.visit("/privacy")
    with atomic():
        session.execute(sa.update(SignIn).values(created_at=clock.now() - 2 * HOUR))

    page = browser.visit("/privacy/erase")

    assert "Sign in again first" in page.text
    assert _press(browser, "/privacy/erase", address=eva.email).status == 403
    assert requests.wish_of(eva) is None


def test_pressing_twice_is_one_wish(ana, sign_in):
    browser = sign_in(ana)
    for _ in range(2):
        _press(browser, "/privacy/erase", password=make.PASSWORD)

    assert len(session.scalars(sa.select(Erasure)).all()) == 1


def test_she_reads_it_first_when_she_signs_in_and_takes_it_back(ana, sign_in, mailbox):
    requests.ask_to_be_erased(ana)

    page = sign_in(ana).visit("/")
    assert "Your data will be erased on" in page.text
    page = page.follow("Keep my data").press("Keep my data")

    assert page.flashes == ["Your data stays"]
    assert requests.wish_of(ana) is None
    assert mailbox.to("ana@example.com")[-1].subject == "Your data stays"


def test_taking_back_what_nobody_asked_for_does_nothing(ana, ben, sign_in):
    wish = requests.ask_to_be_erased(ana)

    assert _press(sign_in(ben), "/privacy/erase/cancel").status == 200

    session.expire_all()
    assert session.get_one(Erasure, wish.id).is_waiting


def test_taking_it_back_too_late(ana, sign_in):
    wish = requests.ask_to_be_erased(ana)
    with clock.stopped_at(clock.now() + requests.COOLING_OFF):
        erasure.run_due()
    session.expire_all()

    assert not requests.cancel(session.get_one(Erasure, wish.id))


def test_somebody_of_an_organisation_reads_that_its_concerns_stay(maria, sign_in):
    page = sign_in(maria).visit("/privacy/erase")

    assert "Northwind" in page.text
    assert "they are your organisation's, and open ones go on" in page.text


def test_who_joined_two_identities_is_one_person(ana):
    other = make.user("Ana Two", of=ana.customer, email="ana2@example.com")

    requests.ask_to_be_erased(ana)

    assert requests.wish_of(other) is not None
    assert set(requests.subject_of(other).user_ids) == {ana.id, other.id}


def _press(browser, path, **fields):
    """A button whose page was opened long ago."""
    return browser.post(path, fields | {"csrf_token": browser.csrf_token})
