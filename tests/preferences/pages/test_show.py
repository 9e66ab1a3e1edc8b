import pytest

from portal.database import session
from portal.preferences import choosing, telling
from portal.preferences.models import First, How, Preferences
from portal.tickets.conversation import reply
from tests import make

SAVE = "Save preferences"


def refused(browser, fields):
    return browser.post("/preferences", fields | {"csrf_token": browser.csrf_token})


def test_ana_finds_what_everybody_starts_with(ana, sign_in):
    page = sign_in(ana).visit("/preferences")

    assert page.value("language") == "en"
    assert page.value("notice-concern-answered") == "instant"
    assert page.value("notice-order-progress") == "none"
    assert page.value("first") == "mail"


def test_what_ana_chooses_is_kept(ana, sign_in):
    page = sign_in(ana).visit("/preferences")
    page.fill(
        time_zone="America/Lima",
        theme="dark",
        text_size="larger",
        first="portal",
        quiet=True,
        quiet_from="21:30",
        quiet_until="06:15",
    )
    page = page.fill(**{"notice-concern-answered": "daily"}).press(SAVE)

    assert page.flashes == ["Your preferences are saved"]
    chosen = choosing.preferences_of(ana)
    session.refresh(ana)
    assert (chosen.first, chosen.quiet_from, chosen.quiet_until) == (First.PORTAL, 1290, 375)
    assert choosing.choices_of(ana)["concern-answered"] is How.DAILY
    assert (ana.time_zone, ana.theme, ana.text_size) == ("America/Lima", "dark", "larger")
    html = page.all("/html")[0]
    assert (html["data-theme"], html["data-text"]) == ("dark", "larger")


def test_another_language_is_spoken_from_the_next_page_on(ana, sign_in):
    page = sign_in(ana).visit("/preferences").fill(language="ar").press(SAVE)

    html = page.all("/html")[0]
    assert (html["lang"], html["dir"]) == ("ar-AE", "rtl")
    session.refresh(ana)
    assert (ana.language, ana.customer.language) == ("ar", "ar")


def test_the_choice_of_maria_leaves_her_organisation_as_it_is(maria, sign_in):
    sign_in(maria).visit("/preferences").fill(language="fr").press(SAVE)

    session.refresh(maria)
    assert (maria.language, maria.customer.language) == ("fr", "en")


def test_a_device_she_signs_in_on_later_looks_as_she_left_it(ana, sign_in, visitor):
    sign_in(ana).visit("/preferences").fill(theme="dark", text_size="large").press(SAVE)

    page = visitor.visit("/sign-in").fill(email=ana.email, password=make.PASSWORD).press("Sign in")

    html = page.all("/html")[0] if page.url.endswith("/") else visitor.visit("/").all("/html")[0]
    assert (html["data-theme"], html["data-text"]) == ("dark", "large")


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("quiet_from", "25:00", "Enter a time like 22:00"),
        ("quiet_until", "soon", "Enter a time like 22:00"),
        ("language", "tlh", "Choose one of these"),
        ("time_zone", "Mars/Olympus", "Choose one of these"),
        ("theme", "neon", "Choose one of these"),
        ("text_size", "9000", "Choose one of these"),
        ("first", "pigeon", "Choose one of these"),
        ("notice-concern-answered", "hourly", "Choose one of these"),
    ],
)
def test_what_cannot_be_chosen_is_refused_beside_the_field(ana, sign_in, field, value, error):
    browser = sign_in(ana)
    page = browser.visit("/preferences")
    typed = {
        name: page.value(name)
        for name in (
            "language", "time_zone", "theme", "text_size", "first", "quiet_from", "quiet_until",
            "notice-concern-answered", "notice-concern-solved", "notice-order-ready",
            "notice-order-progress", "notice-order-dates", "notice-quotes", "notice-how-was-it",
        )
    }  # fmt: skip

    page = refused(browser, typed | {field: value})

    assert page.status == 422
    assert page.errors == [error]
    assert session.get(Preferences, ana.id) is None


def test_nothing_sent_is_refused(ana, sign_in):
    assert refused(sign_in(ana), {}).status == 422


def test_news_are_new_until_she_says_she_has_seen_them(ana, kim, sign_in):
    reply(make.ticket(by=ana), body="The pads are worn.", by=kim)
    browser = sign_in(ana)

    page = browser.visit("/")
    assert "Kim Visser answered your concern" in page.text
    page = page.press("I have seen these")

    assert [notice.read_at is None for notice in telling.latest(ana, most=5)] == [False]
    assert "I have seen these" not in page.text


def test_ben_sees_nothing_of_anas_news(ana, ben, kim, sign_in):
    reply(make.ticket(by=ana), body="The pads are worn.", by=kim)

    assert "Kim Visser answered" not in sign_in(ben).visit("/").text


def test_a_visitor_chooses_a_language_and_stays_where_he_was(visitor):
    fields = {"language": "de", "csrf_token": visitor.csrf_token}
    page = visitor.post("/language", fields, Referer="https://portal.example.com/sign-in")

    assert visitor.visit("/").all("/html")[0]["lang"] == "de-DE"
    assert page.status == 200


def test_what_is_chosen_counts_also_on_a_page_that_was_asked_for_in_a_language(ana, sign_in):
    page = sign_in(ana).visit("/concerns?show=open&lang=ar").press("Deutsch")

    assert page.all("/html")[0]["lang"] == "de-DE"
    assert page.url.endswith("/concerns?show=open")
