"""The way in: by password, by link, back to where one was going, and out again."""

import pytest
import sqlalchemy as sa

from portal.access import Role
from portal.accounts import roles
from portal.accounts.models import OneUseLink, SignIn, User
from portal.database import session
from tests import make
from tests.rig.browserless import Browser

ODD_PATHS = ["//evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example",
             "https:///evil.example", "\\\\evil.example", "https://evil.example/x", "javascript:x",
             "/%0d%0aLocation:x\n", "", "x", "/" + "a" * 2000, None, ["/concerns"]]  # fmt: skip


def sign_in(browser, email="ana@example.com", password=make.PASSWORD):
    page = browser.visit("/sign-in")
    return page.fill({"email": email, "password": password}).press("Sign in")


def ask_for_link(browser, email="ana@example.com"):
    page = browser.visit("/sign-in")
    return page.fill(email=email).press("Send me a link")


def is_in(browser):
    return browser.visit("/profile").h1 == "Your profile"


def put_into_cookie(browser, **values):
    with browser.client.session_transaction(base_url=browser.base_url) as cookie:
        cookie.update(values)


def read_cookie(browser):
    with browser.client.session_transaction(base_url=browser.base_url) as cookie:
        return dict(cookie)


def test_the_right_password_leads_in(ana, visitor):
    page = sign_in(visitor)

    assert (page.status, page.url) == (200, "https://portal.example.com/")
    assert is_in(visitor)


def test_a_wrong_password_keeps_the_address_and_not_the_password(ana, visitor):
    page = sign_in(visitor, "Ana@Example.com", "not what she chose")

    assert page.status == 422
    assert "This address and password do not go together" in page.text
    assert page.title.startswith("Error: ")
    assert page.value("email") == "Ana@example.com"
    assert "not what she chose" not in page.html


def test_what_is_missing_is_said_beside_the_field(visitor):
    page = sign_in(visitor, "ana@", "")

    assert page.status == 422
    assert page.errors == [
        "Enter an e-mail address, like name@example.com", "Enter your password",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("müller@example.com", "We cannot write to an address with such letters before the @"),
        ("ana@example.com\r\nBcc: evil@example.org", "Keep this on one line"),
        ("ana@example.com, evil@example.org", "Enter an e-mail address, like name@example.com"),
        ("ana\u2028@example.com", "Keep this on one line"),
        ("a" * 300 + "@example.com", "Enter an e-mail address, like name@example.com"),
        ("a\0na@example.com", "Remove the characters that cannot be shown"),
    ],
)
def test_odd_addresses_are_refused_in_plain_words(visitor, mailbox, typed, said):
    page = visitor.visit("/sign-in")
    token = page.value("csrf_token")

    page = visitor.post(
        "/sign-in/link", {"csrf_token": token, "email": typed}, Referer=f"{page.url}"
    )

    assert (page.status, page.errors) == (422, [said])
    assert len(mailbox) == 0


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link", "/register", "/password/forgotten"])
def test_two_addresses_are_refused(ana, visitor, mailbox, path):
    page = visitor.visit("/sign-in")
    fields = {
        "csrf_token": page.value("csrf_token"),
        "email": ["ana@example.com", "evil@example.org"],
        "email[]": "evil@example.org",
        "password": "a sentence for nobody",
        "name": "Evil",
    }

    page = visitor.post(path, fields, Referer=page.url)

    assert (page.status, page.errors) == (422, ["Give one value only"])
    assert len(mailbox) == 0


def test_one_goes_on_to_where_one_was_going(ana, visitor):
    assert visitor.visit("/profile?x=1").h1 == "Sign in"

    assert sign_in(visitor).url == "https://portal.example.com/profile?x=1"


def test_one_goes_there_once(ana, visitor):
    visitor.visit("/profile")
    sign_in(visitor)

    assert "next" not in read_cookie(visitor)


def test_an_address_in_the_question_is_not_where_one_goes(ana, visitor):
    page = visitor.visit("/sign-in?next=https://evil.example")

    page = page.fill(email="ana@example.com", password=make.PASSWORD).press("Sign in")

    assert page.url == "https://portal.example.com/"


@pytest.mark.parametrize("path", ODD_PATHS)
def test_only_a_page_of_ours_is_where_one_goes(ana, visitor, path):
    visitor.visit("/sign-in")
    put_into_cookie(visitor, next=path)

    assert sign_in(visitor).url == "https://portal.example.com/"


def test_a_session_fixed_before_is_worth_nothing_after(ana, app):
    """The browser of the attacker holds a copy of the cookie Ana's had before she signed in."""
    hers, theirs = Browser(app), Browser(app)
    hers.visit("/sign-in")
    before = read_cookie(hers)
    put_into_cookie(theirs, **before)

    sign_in(hers)

    assert is_in(hers)
    assert not is_in(theirs)
    assert read_cookie(hers)["csrf_token"] != before["csrf_token"]


def test_signing_in_as_somebody_else_ends_the_sign_in_before(ana, ben, visitor, app, mailbox):
    sign_in(visitor)
    copy = Browser(app)
    put_into_cookie(copy, **read_cookie(visitor))
    assert is_in(copy)
    ask_for_link(Browser(app), "ben@example.com")

    visitor.visit(mailbox.links("ben@example.com")[0]).press("Sign in as Ben")

    assert "ben@example.com" in visitor.visit("/profile").text
    assert not is_in(copy)


def test_a_copied_cookie_is_worthless_after_signing_out(ana, visitor, app):
    sign_in(visitor)
    copy = Browser(app)
    put_into_cookie(copy, **read_cookie(visitor))
    assert is_in(copy)

    visitor.visit("/profile").press("Sign out")

    assert not is_in(visitor)
    assert not is_in(copy)
    assert session.scalars(sa.select(SignIn)).all() == []


def test_signing_out_twice_is_no_harm(ana, visitor):
    sign_in(visitor)
    page = visitor.visit("/profile")
    page.press("Sign out")

    fields = {"csrf_token": visitor.visit("/sign-in").value("csrf_token")}
    assert visitor.post("/sign-out", fields, Referer=page.url).status == 200


def test_whoever_loses_access_is_nobody_at_once(ana, adam, sign_in):
    browser = sign_in(ana)
    assert is_in(browser)

    roles.end_access(ana, by=adam)

    assert browser.visit("/profile").h1 == "Sign in"


def test_a_role_counts_from_the_next_request(lea, adam, sign_in):
    browser = sign_in(lea)
    assert browser.visit("/desk/staff").status == 200

    roles.change_role(lea, role=Role.AGENT, by=adam)

    assert browser.visit("/desk/staff").status == 403


def test_who_is_in_needs_no_sign_in_page(ana, sign_in):
    browser = sign_in(ana)

    assert browser.visit("/sign-in").url == "https://portal.example.com/"
    assert browser.visit("/register").url == "https://portal.example.com/"


def test_a_link_leads_in_after_one_press(ana, visitor, mailbox):
    visitor.visit("/profile")
    page = ask_for_link(visitor)
    assert page.h1 == "Look in your mailbox"
    assert "ana@example.com" in page.text

    page = visitor.visit(mailbox.links("ana@example.com")[0])
    assert page.buttons()[:1] == ["Sign in as Ana"]
    page = page.press("Sign in as Ana")

    assert page.url == "https://portal.example.com/profile"
    assert visitor.visit(mailbox.links("ana@example.com")[0]).status == 404


def test_looking_at_a_link_changes_nothing(ana, visitor, mailbox, app):
    """Mail programs and their scanners open every link, some with scripts running."""
    ask_for_link(visitor)
    url = mailbox.links("ana@example.com")[0]

    scanner = Browser(app, user=None, User_Agent="Link scanner")
    for _ in range(3):
        scanner.visit(url)
        scanner.client.head(url.removeprefix(scanner.base_url))

    assert session.scalars(sa.select(OneUseLink.used_at)).all() == [None]
    assert session.scalars(sa.select(SignIn)).all() == []
    assert visitor.visit(url).press("Sign in as Ana").status == 200


def test_a_link_to_an_address_without_account_offers_one(visitor, mailbox):
    ask_for_link(visitor, "zoe@example.com")

    page = visitor.visit(mailbox.links("zoe@example.com")[0])
    assert session.scalars(sa.select(User)).all() == []
    page.press("Make my account")

    assert "zoe@example.com" in visitor.visit("/profile").text


def test_a_link_of_a_closed_account_says_so_to_its_reader(ana, adam, visitor, mailbox):
    roles.end_access(ana, by=adam)
    ask_for_link(visitor)

    page = visitor.visit(mailbox.links("ana@example.com")[0])

    assert (page.status, page.h1) == (403, "This account is closed")


def test_a_link_is_made_from_the_settings_only(ana, app, mailbox):
    """A forged Host is refused; whatever is let through does not get into the mail."""
    for forged in ({"Host": "evil.example"}, {"Host": "portal.example.com.evil.example"},
                   {"Host": "a@portal.example.com"}):  # fmt: skip
        answer = app.test_client().get("/sign-in", headers=forged)
        assert answer.status_code == 400

    browser = Browser(app, None, X_Forwarded_Host="evil.example", Forwarded="host=evil.example")
    ask_for_link(browser)

    mail = mailbox.to("ana@example.com")[0]
    assert "evil" not in mail.text + mail.html
    assert all(
        url.startswith("https://portal.example.com") for url in mailbox.links(mail.to_address)
    )


def test_too_many_guesses_are_told_of_the_link(ana, visitor):
    for _ in range(11):
        page = sign_in(visitor, password="not what she chose")

    assert page.status == 429
    assert "sign in with a link by e-mail" in page.text
    assert ask_for_link(visitor).h1 == "Look in your mailbox"


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link", "/sign-out", "/register"])
def test_a_form_without_its_token_is_refused(ana, visitor, mailbox, path):
    visitor.visit("/sign-in")

    page = visitor.post(path, {"email": "ana@example.com", "password": make.PASSWORD})

    assert page.status == 400
    assert len(mailbox) == 0


def test_a_token_of_another_session_is_refused(ana, ben, app, sign_in):
    theirs = sign_in(ben).visit("/profile").value("csrf_token")
    browser = sign_in(ana)

    page = browser.post(
        "/profile/name", {"csrf_token": theirs, "name": "Hacked"}, Referer=browser.base_url
    )

    assert page.status == 400
    assert session.get_one(User, ana.id).name == "Ana Ruiz"


def test_a_form_sent_from_another_site_is_refused(ana, sign_in):
    browser = sign_in(ana)
    token = browser.visit("/profile").value("csrf_token")

    page = browser.post(
        "/profile/name", {"csrf_token": token, "name": "Hacked"}, Sec_Fetch_Site="cross-site"
    )

    assert page.status == 403
    assert session.get_one(User, ana.id).name == "Ana Ruiz"


def test_json_is_no_form(ana, visitor):
    visitor.visit("/sign-in")

    answer = visitor.client.post(
        "/sign-in", json={"email": "ana@example.com", "password": make.PASSWORD},
        headers={"Referer": visitor.base_url},
    )  # fmt: skip

    assert answer.status_code == 400
