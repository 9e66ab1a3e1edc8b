"""The customer's side speaks four languages: nothing of it stands in English alone."""

import ast
import re
from collections import OrderedDict
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import ChainableUndefined, nodes
from lxml import html

from portal.access import CUSTOMERS, EVERYONE, Visitor, admits, audiences_of
from portal.building import compiling
from portal.building.models import ModelVersion
from portal.database import Model, session
from portal.web.formatting import filters
from portal.web.languages import FALLBACK, LANGUAGES
from tests.house import world as houses
from tests.house.catalogues import OTHERS, catalogue, in_the_source, speak_with_edges, texts_of
from tests.house.seen import left_over, outside
from tests.house.source import modules
from tests.house.templates import JINJA, TEMPLATES, source
from tests.house.world import World, addresses
from tests.rig.browserless import Browser

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%(?!%)(?!\()")
TAG = re.compile(r"</?[a-z][^>]*>")
TO_STAFF = (
    "accounts/authenticator.", "accounts/code.", "accounts/recovery_codes.",
    "accounts/renew_codes.", "accounts/mail/second_factor_changed.",
)  # fmt: skip
"""Only they sign in with two steps."""
CLASS = re.compile(r"{%-?\s*block \w+_class\b.*?endblock\s*-?%}", re.DOTALL)
SENTENCES = re.compile(r"{%-?\s*trans\b.*?endtrans\s*-?%}", re.DOTALL)
MAILS = [
    name
    for name in TEMPLATES
    if re.search(r"/mail/\w+\.(txt|html)$", name) and not name.startswith(TO_STAFF)
]
CUSTOMERS_TEMPLATES = [
    name
    for name in TEMPLATES
    if name.endswith((".html", ".txt"))
    and not re.search(r"(^|/)desk[/.]", name)
    and not name.startswith((*TO_STAFF, "customer_360/", "demo/"))
    and name not in ("ui/ui.html", "layouts/desk.html")
]
SAYING = ("_", "gettext", "ngettext")
TYPED_IN = "descendant::textarea | descendant::input[@type='text' or @type='email']"


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_source_is_in_the_catalogue_and_no_other(code):
    there = {_key(each) for each in catalogue(code) if each.id}
    wanted = {_key(each) for each in in_the_source() if each.id}

    assert wanted - there == set(), "make catalogues"
    assert there - wanted == set(), "make catalogues"
    assert not catalogue(code).obsolete


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated_in_all_its_forms(code):
    forms = catalogue(code).num_plurals
    wrong = [
        each.id
        for each in catalogue(code)
        if each.id
        if each.fuzzy
        or not all(texts_of(each.string))
        or len(texts_of(each.string)) != (forms if each.pluralizable else 1)
    ]
    assert not wrong


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_filled_in_and_the_markup_are_those_of_the_source(code):
    """A form for one, two or none may leave the number out: its word says it."""
    wrong = []
    for each in catalogue(code):
        names = {name for text in texts_of(each.id) for name in PLACEHOLDER.findall(text)}
        tags = sorted(TAG.findall(texts_of(each.id)[-1]))
        for text in filter(None, texts_of(each.string) if each.id else ()):
            missing = names - set(PLACEHOLDER.findall(text)) - ({"num"} & set(_may_omit(each)))
            unknown = set(PLACEHOLDER.findall(text)) - names
            if missing or unknown or sorted(TAG.findall(text)) != tags:
                wrong.append(text)
            if '"' in text and '"' not in "".join(texts_of(each.id)):
                wrong.append(f"it would end an attribute: {text}")
    assert not wrong


def test_no_text_is_made_when_it_is_said():
    """`_(f"…")` and `_(word)` are in no catalogue."""
    wrong = [
        f"{module.where}:{call.lineno}"
        for module in modules()
        if module.name != "portal.web.languages"
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("_", "lazy", "many")
        for text in call.args[: 2 if ast.unparse(call.func) == "many" else 1]
        if not isinstance(text, ast.Constant)
    ]
    assert not wrong


@pytest.mark.parametrize("name", CUSTOMERS_TEMPLATES)
def test_no_template_says_a_text_itself(app, name):
    """Also in what is seldom drawn: the walk below sees only what the small company has."""
    bare = JINJA.sub("", SENTENCES.sub("", CLASS.sub("", source(name))))
    literal = outside(html.fromstring(f"<div>{bare}</div>"), ()) if name.endswith(".html") else []

    assert not literal
    assert not unsaid(app.jinja_env.parse(source(name)))


@pytest.fixture
def edges(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(compiling, "_ready", OrderedDict())  # it keeps what was drawn without edges
    speak_with_edges(app)
    yield
    app.extensions["babel"].instance.domain_instance.cache.pop(FALLBACK)


@pytest.fixture
def world(app: Flask) -> World:
    return houses.build()


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["visitor", "ana", "maria", "olaf"])
def test_every_text_on_a_customers_page_is_in_the_catalogues(app, world, edges, name):
    known = written_by_people(world)
    wrong: dict[str, list[str]] = {}
    for where, text in pages_of(app, world, name):
        found = outside(html.fromstring(text), known)
        if found:
            wrong[where] = found
    assert not wrong, "\n".join(f"{where}: {found}" for where, found in wrong.items())


@pytest.mark.one_database
@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("truth", [True, False], ids=["all", "least"])
def test_every_text_of_a_mail_is_in_the_catalogues(app, edges, name, truth):
    wrong = left_over_in_mail(app, name, truth)

    assert not wrong


def test_the_subject_of_a_mail_is_in_the_catalogues():
    wrong = [
        f"{module.where}:{call.lineno}"
        for module in modules()
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "Mail"
        for word in call.keywords
        if word.arg == "subject" and isinstance(word.value, ast.JoinedStr | ast.Constant)
    ]
    assert not wrong


@pytest.mark.one_database
@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda each: each.code)
def test_a_page_says_which_language_it_is_in_and_which_way_that_is_read(app, language):
    for address in ("/", "/help", "/sign-in", "/no/such/page"):
        page = Browser(app).client.get(address, headers={"Accept-Language": language.code})

        root = html.fromstring(page.get_data())

        assert (root.get("lang"), root.get("dir")) == (language.tag, language.direction), address


def unsaid(node: nodes.Node) -> list[str]:
    """Words in quotes that no `_()` is around: an argument of a macro, or one of two choices."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in SAYING:
        return []
    found = [node.value] if isinstance(node, nodes.Const) and _is_said(node.value) else []
    return found + [text for child in node.iter_child_nodes() for text in unsaid(child)]


def _is_said(value: Any) -> bool:
    return isinstance(value, str) and bool(re.match(r"[A-Z][a-z]+( |$)|\w+ \w+.*\.$", value))


def pages_of(app: Flask, world: World, name: str) -> list[tuple[str, str]]:
    """All they may open, and each form as it comes back when nothing was typed in."""
    person = world.people[name]
    browser = Browser(app, person)
    found, forms = [], {}
    for rule in app.url_map.iter_rules():
        audiences = audiences_of(rule.endpoint)
        is_theirs = CUSTOMERS in audiences or EVERYONE in audiences
        if "GET" not in rule.methods or not is_theirs:
            continue
        if not admits(audiences, person or Visitor()):
            continue
        for address in addresses(rule, world):
            answer = browser.client.get(address, headers={"Accept": "text/html"})
            if is_page(answer):
                found.append((address, answer.get_data(as_text=True)))
                for form in html.fromstring(answer.get_data()).iter("form"):
                    if form.get("method", "").lower() == "post" and form.xpath(TYPED_IN):
                        forms[form.get("action") or address] = address
    for action in forms:
        sent = {"csrf_token": browser.csrf_token}
        answer = browser.client.post(action, data=sent, headers={"Referer": browser.base_url})
        if is_page(answer):
            found.append((f"POST {action}", answer.get_data(as_text=True)))
    return found


def is_page(answer: Any) -> bool:
    """A redirect has words, too, but nobody reads them."""
    return answer.mimetype == "text/html" and "Location" not in answer.headers


def written_by_people(world: World) -> set[str]:
    """Every text that stands in the database, and the names of the house and of languages."""
    known = {"Marlow Cycles", "Nijmegen", *(each.own_name for each in LANGUAGES.values())}
    for table in Model.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).all():
            known |= {line for value in row for line in _lines(value)}
    for model in session.scalars(sa.select(ModelVersion.source)):
        known |= set(re.findall(r'"([^"]+)"', str(model)))
    return known


def _lines(value: Any) -> list[str]:
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [line for each in inside for line in _lines(each)]
    return [line for line in value.splitlines() if len(line) > 3] if isinstance(value, str) else []


def left_over_in_mail(app: Flask, name: str, truth: bool) -> list[str]:
    class Anything(ChainableUndefined):
        """Whatever a mail is given: a word, a number, a list or a question's answer."""

        def __bool__(self) -> bool:
            return truth

        def __str__(self) -> str:
            return "…"

        __html__ = __str__

        def __gt__(self, _other: Any) -> bool:
            return truth

        def __iter__(self) -> Any:
            return iter((Anything(), Anything()) if truth else ())

        def __call__(self, *_args: Any, **_kwargs: Any) -> "Anything":
            return Anything()

        __getitem__ = __getattr__ = __call__  # type: ignore[assignment]

    environment = app.jinja_env.overlay(undefined=Anything)
    ours = dict.fromkeys(filters(lambda: None, lambda: None), lambda *_args, **_kwargs: "…")
    environment.filters = environment.filters | ours
    text = environment.get_template(name).render()
    known = ["Marlow Cycles", "Nijmegen"]
    return (
        outside(html.fromstring(text), known) if name.endswith(".html") else left_over(text, known)
    )


def _key(message: Any) -> tuple[str, ...]:
    return tuple(texts_of(message.id))


def _may_omit(message: Any) -> list[str]:
    return ["num"] if message.pluralizable else []
