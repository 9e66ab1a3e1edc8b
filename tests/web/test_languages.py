"""Which language somebody reads, and how a text is said in it."""

import pytest
from flask import g, render_template_string
from wtforms import SelectField
from wtforms.fields import SelectChoice

from portal.accounts.models import User
from portal.database import atomic, session
from portal.web.forms import PortalForm
from portal.web.languages import LANGUAGES, Catalogues, _, language, lazy, many, speaking
from tests.rig.browserless import Browser


class Words:
    """A catalogue of three texts."""

    known = {
        "Your orders": "Ihre Aufträge",
        "By %(name)s": "Von %(name)s",
        "All %%": "Alle %%",
    }

    def gettext(self, text: str) -> str:
        return self.known.get(text, text)

    ugettext = gettext

    def ngettext(self, one: str, more: str, num: int) -> str:
        return "%(num)s Auftrag" if num == 1 else "%(num)s Aufträge"

    ungettext = ngettext


@pytest.fixture
def german(app, monkeypatch):
    monkeypatch.setattr(Catalogues, "get_translations", lambda self: Words())
    with speaking(LANGUAGES["de"]):
        yield


def shown(template: str, **context: object) -> str:
    return render_template_string(template, **context)


@atomic()
def let_read(user: User, code: str | None) -> None:
    session.merge(user).language = code


def test_a_text_is_said_in_python_and_in_a_template(german):
    assert _("Your orders") == shown("{{ _('Your orders') }}") == "Ihre Aufträge"
    assert _("By %(name)s", name="Ana") == shown("{{ _('By %(name)s', name='Ana') }}") == "Von Ana"


def test_how_many_there_are_decides_the_form(german):
    said = "{{ ngettext('%(num)s order', '%(num)s orders', n) }}"

    assert [shown(said, n=1), shown(said, n=3)] == ["1 Auftrag", "3 Aufträge"]
    assert many("%(num)s order", "%(num)s orders", 3) == "3 Aufträge"


def test_what_is_filled_in_is_text_never_markup(german):
    assert shown("{{ _('By %(name)s', name=x) }}", x="<b>Ana</b>") == "Von &lt;b&gt;Ana&lt;/b&gt;"


def test_a_percent_sign_is_written_twice(german):
    assert shown("{{ _('All %%') }}") == "Alle %"


def test_a_lazy_text_waits_for_its_reader(app, monkeypatch):
    title = lazy("Your orders")
    assert str(title) == "Your orders"

    monkeypatch.setattr(Catalogues, "get_translations", lambda self: Words())

    assert str(title) == "Ihre Aufträge"


def test_speaking_ends_where_it_ends(app):
    g.pop("language", None)
    before = language()

    with speaking(LANGUAGES["ar"]):
        assert language().direction == "rtl"

    assert language() == before


def spoken(browser: Browser, address: str = "/preferences", **headers: str) -> str:
    return browser.visit(address, **headers).all("/html")[0]["lang"]


def test_their_own_choice_then_the_browsers_cookie_then_what_it_asks_for(app, ana, sign_in):
    browser = sign_in(ana)
    assert spoken(browser) == "en-GB"
    assert spoken(browser, Accept_Language="fr-CH, de;q=0.8") == "fr-FR"

    browser.client.set_cookie("language", "ar", domain="portal.example.com")
    assert spoken(browser, Accept_Language="fr") == "ar-AE"

    let_read(ana, "de")
    assert spoken(browser, Accept_Language="fr") == "de-DE"
    assert spoken(browser, "/preferences?lang=fr") == "fr-FR"


def test_the_desk_speaks_english_to_a_german_browser(kim, sign_in):
    assert spoken(sign_in(kim), "/desk", Accept_Language="de") == "en-GB"


def test_a_visitor_chooses_a_language_and_it_stays(visitor):
    page = visitor.visit("/sign-in").follow("Deutsch")

    assert page.all("/html")[0]["lang"] == "de-DE"
    assert spoken(visitor, "/") == "de-DE"
    assert spoken(visitor, "/no/such/page") == "de-DE"


@pytest.mark.parametrize("address", ["/sign-in", "/register", "/"])
def test_the_choice_of_languages_is_where_visitors_begin(visitor, address):
    page = visitor.visit(address)

    links = page.all("//nav[@aria-label='Language']/a")
    assert [each["lang"] for each in links] == list(LANGUAGES)


def test_nobody_gets_a_cookie_before_they_choose(visitor):
    assert "Set-Cookie" not in visitor.visit("/").headers
    assert "language=de" in visitor.visit("/?lang=de").headers["Set-Cookie"]
    assert "Set-Cookie" not in visitor.visit("/help?lang=de").headers


def test_a_language_we_do_not_have_is_none(visitor):
    assert spoken(visitor, "/", Accept_Language="xx") == "en-GB"
    assert spoken(visitor, "/?lang=../../etc", Accept_Language="de") == "de-DE"


def test_what_wtforms_says_itself_comes_in_the_language_too(app):
    class Letter(PortalForm):
        place = SelectField("Where", choices=[SelectChoice("here", "Here")])

    asked = {"base_url": "https://portal.example.com", "headers": {"Accept-Language": "de"}}
    with app.test_request_context("/", method="POST", data={"place": "there"}, **asked):
        g.pop("language", None)
        form = Letter(meta={"csrf": False})
        form.validate()

    assert form.place.errors == ["Keine gültige Auswahl."]


def test_a_stranger_gets_mail_in_the_language_of_the_page(app, visitor, mailbox):
    visitor.client.set_cookie("language", "de", domain="portal.example.com")
    page = visitor.visit("/concerns/new")
    form = {"kind": "question", "subject": "Klingel", "body": "Welche passt?"}

    page.fill(**form, email="uwe@example.com").press("An den Kundendienst senden")

    (mail,) = mailbox.to("uwe@example.com")
    assert 'lang="de-DE"' in mail.html
