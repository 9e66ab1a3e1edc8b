"""Every address of the portal, walked by everybody. A new route is walked by itself."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from portal.access import Role, ViewWithoutAudience, Visitor, admits, audiences_of
from portal.database import Model, session
from portal.manifest import domains
from portal.tickets.models import Ticket
from tests.house import world as houses
from tests.house.world import World, addresses, nobodys, owner_of, with_the_number_of
from tests.rig.browserless import Browser

ROLES = ("visitor", "ana", "ben", "maria", "olaf", *(role.value for role in Role))
NOT_FOR_THEM = {
    "visitor": ("ana", "ben", "maria"),
    "ben": ("ana", "maria"),
    "maria": ("ana", "ben"),
}
MOST_ADDRESSES = 4
ONLY_SOMETIMES = {
    "accounts.set_up_authenticator": "once its button was pressed",
    "accounts.authenticator_picture": "once its button was pressed",
    "tickets.show_unconfirmed": "with the token of a mail",
    "accounts.show_link": "with the token of a mail",
    "accounts.show_confirm": "with the token of a mail",
    "accounts.show_new_password": "with the token of a mail",
    "accounts.show_invitation": "with the token of a mail",
    "accounts.show_address": "with the token of a mail",
    "accounts.ask_to_join": "once both mailboxes have confirmed it",
    "satisfaction.show": "with the token of a mail",
    "sharing.show": "with the address of a link",
    "partners.show": "with the address of a link",
    "partners.partner_file": "with the address of a link",
    "sharing.file": "with the address of a link",
    "followups.answer": "with the link of a mail",
    "followups.choices": "with the link of a mail",
    "followups.why": "with the link of a mail",
}
"""There is nothing to see for anybody who did not do the step before."""
LOOKED = "looks"
"""The one table that reading writes: that staff looked at a customer, for the customer to see."""
CHANGING = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|nonce="[^"]+"|[0-9a-f]{16,}|Reference.*?</p>', re.DOTALL
)


@pytest.fixture
def world(app: Flask) -> World:
    return houses.build()


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


class Walker:
    """Somebody who asks for anything. What they send may sign them out: then they start anew."""

    def __init__(self, app: Flask, person: Any) -> None:
        self.app = app
        self.person = person
        self.browser = Browser(app, person)

    def ask(self, method: str, address: str, **headers: str) -> Any:
        headers = {"Referer": self.browser.base_url, "Accept": "text/html"} | headers
        if method == "GET":
            return self.browser.client.get(address, headers=headers)
        data = {"csrf_token": self.browser.csrf_token}
        answer = self.browser.client.open(address, method=method, headers=headers, data=data)
        self.browser = Browser(self.app, self.person)
        return answer


def test_a_view_that_names_no_audience_does_not_register(portal, app):
    other = portal.other_app()

    with pytest.raises(ViewWithoutAudience):
        other.add_url_rule("/open-door", "open_door", lambda: "come in")

    other.extensions["portal_database"].dispose()


def test_every_view_names_its_audience(app):
    assert [rule.rule for rule in rules(app) if not audiences_of(rule.endpoint)] == []


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_the_url_map_answers_each_role_as_declared(app, world, role):
    walker = Walker(app, world.people[role])
    wrong = []
    for rule in rules(app):
        audiences = audiences_of(rule.endpoint)
        may_enter = admits(audiences, world.people[role] or Visitor())
        for method in methods(rule):
            for address in addresses(rule, world)[:MOST_ADDRESSES]:
                answer = walker.ask(method, address)
                fault = _fault(answer, audiences, world.people[role], may_enter)
                if fault:
                    wrong.append(f"{method} {address} ({rule.endpoint}): {fault}")
    assert not wrong, "\n".join(wrong)


def _fault(answer: Any, audiences: Any, person: Any, may_enter: bool) -> str | None:
    status, location = answer.status_code, answer.headers.get("Location", "")
    if may_enter:
        return f"{status}" if status >= 500 or status == 401 else None
    if person is None:
        return None if status == 303 and _is_sign_in(location) else f"{status} {location}"
    is_other_staff = person.is_staff and any(isinstance(each, frozenset) for each in audiences)
    expected = 403 if is_other_staff else 404
    return None if status == expected else f"{status} where {expected} was due"


def _is_sign_in(location: str) -> bool:
    return location.split("?")[0].endswith("/sign-in")


@pytest.mark.one_database
def test_every_route_leads_somewhere_for_somebody(app, world):
    """Otherwise the walk above walked past closed doors only."""
    everybody = [Walker(app, person) for person in world.people.values()]
    dead = [
        rule.rule
        for rule in rules(app)
        if "GET" in methods(rule) and rule.endpoint not in ONLY_SOMETIMES
        if not any(
            walker.ask("GET", address).status_code in (200, 302, 303)
            for address in addresses(rule, world)
            for walker in everybody
            if admits(audiences_of(rule.endpoint), walker.person or Visitor())
        )
    ]
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize(("stranger", "owners"), NOT_FOR_THEM.items())
def test_what_is_not_yours_is_not_there(app, world, stranger, owners):
    """The answer is the one for a thing that does not exist, to the byte, and nothing happens."""
    walker = Walker(app, world.people[stranger])
    person = world.people[stranger] or Visitor()
    before = everything(but="sign_ins")
    wrong = []
    for rule in rules(app):
        if not _names_a_thing(rule) or not admits(audiences_of(rule.endpoint), person):
            continue
        for method in methods(rule):
            nothing = walker.ask(method, nobodys(rule))
            foreign = _addresses_of(owners, rule, world, app)
            if own := own_ticket(person):
                foreign += with_the_number_of(own, rule, world)
            for address in foreign:
                answer = walker.ask(method, address)
                if answer.status_code == 200 or _bare(answer) != _bare(nothing):
                    wrong.append(f"{method} {address}: {answer.status}, not {nothing.status}")
    assert not wrong, "\n".join(wrong)
    assert everything(but="sign_ins") == before


def own_ticket(person: Any) -> Ticket | None:
    return session.scalars(
        sa.select(Ticket).where(Ticket.customer_id == person.customer_id).order_by(Ticket.id)
    ).first()


def _names_a_thing(rule: Rule) -> bool:
    named = rule.arguments - {"token", "place", "name"}
    return bool(named) and rule.endpoint != "assets"


def _addresses_of(owners: tuple[str, ...], rule: Rule, world: World, app: Flask) -> list[str]:
    """Addresses of things of these people, as far as rows say whose they are."""
    customers = {world.people[name].customer_id for name in owners}
    found = []
    for address in addresses(rule, world):
        _, values = app.url_map.bind("portal.example.com").match(address, method=methods(rule)[0])
        if _owners(values, rule) <= customers:
            found.append(address)
    return found


def _owners(values: dict[str, Any], rule: Rule) -> set[int | None]:
    named = {word: value for word, value in values.items() if word not in ("name", "token")}
    return {owner_of(word, value, rule) for word, value in named.items()}


def _bare(answer: Any) -> str:
    return CHANGING.sub("", f"{answer.status} {answer.get_data(as_text=True)}")


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_no_get_changes_anything(app, world, role):
    walker = Walker(app, world.people[role])
    as_htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    for rule in rules(app):
        if "GET" not in methods(rule):
            continue
        before = everything(but=LOOKED)
        for address in addresses(rule, world)[:MOST_ADDRESSES]:
            walker.ask("GET", address)
            walker.ask("GET", address, **as_htmx)
            walker.browser.client.head(address)
        assert everything(but=LOOKED) == before, f"GET {rule.rule} as {role} changed something"


def test_no_form_without_its_csrf_field_changes_anything(app, world):
    browsers = {role: Browser(app, person) for role, person in world.people.items()}
    before = everything()
    for role, browser in browsers.items():
        for rule in rules(app):
            if "POST" in methods(rule):
                address = addresses(rule, world)[0]
                answer = browser.client.post(address, headers={"Referer": browser.base_url})
                expected = 404 if _proves_itself(app, rule) else 400
                assert answer.status_code == expected, f"{role} POST {address}: {answer.status}"
    assert everything() == before


def _proves_itself(app, rule):
    """The secret in its address is the proof, and the walk has none that opens anything."""
    return getattr(app.view_functions[rule.endpoint], "needs_no_form_token", False)


def test_no_form_from_another_site_is_taken(app, world):
    browser = Browser(app, world.people["ana"])
    sent = {"csrf_token": browser.csrf_token}
    headers = {"Referer": browser.base_url, "Sec-Fetch-Site": "cross-site"}
    for rule in rules(app):
        if "POST" in methods(rule):
            address = addresses(rule, world)[0]
            assert browser.client.post(address, data=sent, headers=headers).status_code == 403


def test_policies_say_the_same_to_the_database_and_to_python(app, world):
    people = [person or Visitor() for person in world.people.values()]
    policies = [each.policy for each in domains() if hasattr(each.policy, "visible_to")]
    assert policies
    for policy in policies:
        kind = _judged_by(policy)
        rows = session.scalars(sa.select(kind)).all() if kind else []
        assert rows or not kind, f"nothing in the world that {policy.__name__} judges"
        for person in people:
            told = f"{policy.__name__} for {person.name or 'a visitor'}"
            if kind is None:
                all_or_nothing = session.scalar(sa.select(policy.visible_to(person)))
                assert all_or_nothing == policy.may_read(person), told
            else:
                seen = set(session.scalars(sa.select(kind).where(policy.visible_to(person))))
                assert seen == {row for row in rows if policy.may_read(person, row)}, told


def _judged_by(policy: Any) -> type[Model] | None:
    """The model of its may_read; None where all things are alike."""
    kinds = [each for name, each in policy.may_read.__annotations__.items() if name != "user"]
    return next((each for each in kinds if issubclass(each, Model)), None)


def everything(*, but: str = "") -> dict[str, list[str]]:
    """Every row of every table, except of the one named."""
    session.commit()
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for table in Model.metadata.sorted_tables
        if table.name != but
    }
