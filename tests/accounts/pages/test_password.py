"""A forgotten password, a changed one, and who is signed out by it."""

import sqlalchemy as sa

from portal.accounts import passwords
from portal.accounts.models import SignIn, User
from portal.database import session
from tests import make
from tests.rig.browserless import Browser

NEW = "four green hills far off"


def ask(browser, email="ana@example.com"):
    return browser.visit("/password/forgotten").fill(email=email).press("Send the link")


def change(browser, current=make.PASSWORD, new=NEW):
    page = browser.visit("/profile").fill(current=current, password=new)
    return page.press("Change password")


def password_of(user):
    return session.get_one(User, user.id).password_hash


def is_in(browser):
    return browser.visit("/profile").h1 == "Your profile"


def test_a_new_password_by_link(ana, visitor, sign_in, mailbox):
    elsewhere = sign_in(ana)
    assert ask(visitor).h1 == "Look in your mailbox"

    page = visitor.visit(mailbox.links(ana.email)[0])
    page = page.fill(new_password=NEW).press("Use this password")

    assert page.flashes == ["Your new password counts from now on"]
    assert is_in(visitor)
    assert not is_in(elsewhere)
    assert passwords.matches(password_of(ana), NEW)


def test_a_weak_one_does_not_use_the_link_up(ana, visitor, mailbox):
    ask(visitor)
    page = visitor.visit(mailbox.links(ana.email)[0])

    page = page.fill(new_password="ana.ruiz@ana.ruiz").press("Use this password")
    assert page.status == 422
    assert "easy to guess" in page.errors[0]
    page = page.fill(new_password=NEW).press("Use this password")

    assert page.status == 200


def test_looking_at_the_link_changes_nothing(ana, visitor, mailbox):
    ask(visitor)
    before = password_of(ana)

    for _ in range(3):
        visitor.visit(mailbox.links(ana.email)[0])

    assert password_of(ana) == before


def test_changing_it_signs_out_everybody_else(ana, sign_in, mailbox):
    here, elsewhere = sign_in(ana), sign_in(ana)

    page = change(here)

    assert page.flashes == ["Your new password counts from now on; other browsers are signed out"]
    assert is_in(here)
    assert not is_in(elsewhere)
    assert mailbox.to(ana.email)[-1].subject == "Your password was changed"


def test_changing_it_needs_the_current_one(ana, sign_in):
    page = change(sign_in(ana), current="not what she chose")

    assert (page.status, page.errors) == (422, ["This is not your current password"])
    assert passwords.matches(password_of(ana), make.PASSWORD)


def test_a_borrowed_browser_does_not_guess_it(ana, sign_in):
    browser = sign_in(ana)

    answers = [change(browser, current=f"guess number {n}").status for n in range(12)]

    assert answers[-1] == 429


def test_the_cookie_from_before_is_worthless(ana, sign_in, app):
    browser = sign_in(ana)
    copy = Browser(app)
    with browser.client.session_transaction(base_url=browser.base_url) as cookie:
        before = dict(cookie)
    with copy.client.session_transaction(base_url=copy.base_url) as cookie:
        cookie.update(before)
    assert is_in(copy)

    change(browser)

    assert not is_in(copy)


def test_who_signs_in_by_links_chooses_one_without_a_current_one(app, sign_in):
    zoe = make.user("Zoe Adams", password=None)

    page = sign_in(zoe).visit("/profile").fill(new_password=NEW).press("Use this password")

    assert page.status == 200
    assert passwords.matches(password_of(zoe), NEW)
    assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1
