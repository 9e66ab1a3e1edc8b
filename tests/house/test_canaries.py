"""Nobody sees a byte of what is not theirs: canaries in every text, a crawl through the house."""

from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import sqlalchemy as sa
from lxml import html

from portal.access import Visitor, admits, audiences_of
from portal.database import Model, session
from portal.messages.models import Message
from portal.tickets.models import Attachment, Reply, Visibility
from tests.house import world as houses
from tests.house.canaries import Canaries
from tests.house.world import World, addresses
from tests.rig.browserless import Browser

OWNERS = ("ana", "maria")
MOST_PAGES = 1_500
MOST_OF_A_KIND = 25
"""A page of figures links to each day of each range: so many of them show what there is."""
SECRETS = {
    "users.password_hash", "users.totp_secret", "sign_ins.token_sha256",
    "one_use_links.token_sha256", "recovery_codes.code_sha256", "messages.token",
    "shared_links.token_sha256", "registrations.password_hash", "registrations.browser_sha256",
}  # fmt: skip
"""For nobody's eyes, not even an administrator's."""
FOR_THE_DESK = ("inbound_mails.", "message_events.", "replies.notes")
OF_TICKETS = (
    "attachments.", "drafts.", "entries.particulars.", "inbound_mails.", "message_events.",
    "messages.", "replies.", "tickets.",
)  # fmt: skip
AS_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def world(app) -> World:
    return houses.build()


@pytest.fixture
def canaries(world) -> Canaries:
    planted = Canaries()
    planted.plant(world, OWNERS)
    return planted


@pytest.mark.parametrize("stranger", ["ben", "visitor"])
def test_a_stranger_meets_no_canary(app, world, canaries, stranger):
    assert crawl(app, world, stranger, canaries) == {}


@pytest.mark.parametrize("name", ["ben", "visitor"])
def test_a_stranger_gets_none_by_naming_the_things_of_others(app, world, canaries, name):
    """Every field of every form they can reach is filled with numbers and ids of Ana's things."""
    before = rows_of(OWNERS, world)
    browser = Browser(app, world.people[name])
    met: dict[str, set[str]] = {}
    for action, fields in forms_within_reach(app, world, name):
        for value in names_of_things(world):
            sent = dict.fromkeys(fields, value) | {"csrf_token": browser.csrf_token}
            answer = browser.client.post(action, data=sent, headers={"Referer": browser.base_url})
            met |= _met(f"POST {action} {value}", answer, canaries)
            browser = Browser(app, world.people[name]) if "sign-out" in action else browser

    assert met == {}
    assert crawl(app, world, name, canaries) == {}
    assert rows_of(OWNERS, world) == before


def test_no_mail_to_a_stranger_carries_one(app, world, canaries):
    strangers = sa.select(Message).where(Message.customer_id == world.people["ben"].customer_id)

    mails = session.scalars(strangers).all()

    assert mails
    for mail in mails:
        said = f"{mail.subject}\n{mail.text}\n{mail.html}"
        assert canaries.found_in(said.encode()) == set()


@pytest.mark.parametrize("owner", OWNERS)
def test_customers_see_their_own_words_and_no_internal_ones(app, world, canaries, owner):
    met = seen(crawl(app, world, owner, canaries))

    assert any(each.startswith("tickets.subject.") for each in met)
    assert any(each.startswith("replies.body.") for each in met)
    assert {each for each in met if each.startswith(FOR_THE_DESK)} == set()
    hidden = internal_words()
    assert {each for each in met if tuple(each.split(".")[::2]) in hidden} == set()


def test_a_colleague_who_sees_only_their_own_sees_no_concern_of_others(app, world, canaries):
    met = seen(crawl(app, world, "olaf", canaries))

    assert {each for each in met if each.startswith(OF_TICKETS)} == set()


@pytest.mark.parametrize("role", ["marketer", "modeller"])
def test_those_outside_the_desk_read_no_concern(app, world, canaries, role):
    met = seen(crawl(app, world, role, canaries))

    assert any(each.startswith("customers.name.") for each in met)
    told = {each for each in met if each.startswith(OF_TICKETS)}
    assert told - of_follow_ups(told if role == "marketer" else set()) == set()


def of_follow_ups(told):
    """Who writes follow-ups reads what became of them; every other mail is the desk's."""
    theirs = session.scalars(sa.select(Message.id).where(Message.consent_purpose.is_not(None)))
    ids = {str(each) for each in theirs}
    return {each for each in told if each.startswith("messages.") and each.split(".")[2] in ids}


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["admin", "maria"])
def test_secrets_are_for_nobody(app, world, canaries, role):
    met = seen(crawl(app, world, role, canaries))

    assert met
    assert {each for each in met if each.rpartition(".")[0] in SECRETS} == set()


def test_the_desk_sees_the_notes(app, world, canaries):
    """Otherwise the crawls above prove nothing."""
    met = {tuple(each.split(".")[::2]) for each in seen(crawl(app, world, "agent", canaries))}

    assert internal_words() & met


def crawl(app: Any, world: World, name: str, canaries: Canaries) -> dict[str, set[str]]:
    """Ask for all addresses there are, follow every link; which canaries were met, and where."""
    browser = Browser(app, world.people[name])
    waiting = ["/", "/desk", *(a for rule in _asked_for(app) for a in addresses(rule, world))]
    known, met, kinds = set(waiting), {}, Counter[str]()
    while waiting:
        address = waiting.pop(0)
        answer = browser.client.get(address, headers={"Accept": "text/html"})
        met |= _met(address, answer, canaries)
        found = _links(answer, address) - known
        known |= found
        for link in sorted(found):
            kinds[_kind(link)] += 1
            waiting += [link] if kinds[_kind(link)] <= MOST_OF_A_KIND else []
        if answer.mimetype == "text/html":
            met |= _met(
                f"part of {address}", browser.client.get(address, headers=AS_HTMX), canaries
            )
        assert len(kinds) < MOST_PAGES, "the crawl does not end"
    return met


def _kind(address: str) -> str:
    """The path and the names of its fields: pages that differ in values only."""
    path, _, query = address.partition("?")
    return f"{path}?{'&'.join(name for name, _ in parse_qsl(query, keep_blank_values=True))}"


def forms_within_reach(app: Any, world: World, name: str) -> list[tuple[str, list[str]]]:
    """The forms on the pages this person may open, each once, and every POST route without one."""
    browser = Browser(app, world.people[name])
    person = world.people[name] or Visitor()
    found: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        if not admits(audiences_of(rule.endpoint), person):
            continue
        if "POST" in rule.methods and not rule.arguments:
            found.setdefault(rule.rule, ["number", "ticket", "order", "customer", "id"])
        if "GET" in rule.methods and rule.endpoint != "assets":
            for address in addresses(rule, world):
                answer = browser.client.get(address, headers={"Accept": "text/html"})
                for form in _tree(answer).iter("form"):
                    if form.get("method", "").lower() == "post":
                        found[form.get("action")] = form.xpath(".//@name")
    return list(found.items())


def names_of_things(world: World) -> list[str]:
    """How a stranger might call what is Ana's."""
    ana = world.people["ana"]
    things = [each for each in world.things(Reply) if each.customer_id == ana.customer_id]
    ticket = things[0].ticket
    return [ticket.number, str(ticket.id), ticket.order.number, str(ana.id), ana.customer.number]


def internal_words() -> set[tuple[str, str]]:
    """Notes, what strangers wrote, and the files in them."""
    notes = session.scalars(
        sa.select(Reply).where(
            sa.or_(Reply.visibility == Visibility.NOTE, Reply.is_unverified.is_(True))
        )
    ).all()
    files = session.scalars(
        sa.select(Attachment).where(Attachment.reply_id.in_([note.id for note in notes]))
    ).all()
    return {("replies", str(note.id)) for note in notes} | {
        ("attachments", str(file.id)) for file in files
    }


def rows_of(owners: tuple[str, ...], world: World) -> dict[str, list[str]]:
    customers = [world.people[name].customer_id for name in owners]
    session.commit()
    return {
        table.name: sorted(
            map(repr, session.execute(sa.select(table).where(table.c.customer_id.in_(customers))))
        )
        for table in Model.metadata.sorted_tables
        if "customer_id" in table.columns
    }


def seen(met: dict[str, set[str]]) -> set[str]:
    return set().union(*met.values())


def _asked_for(app: Any) -> list[Any]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]


def _met(where: str, answer: Any, canaries: Canaries) -> dict[str, set[str]]:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    found = canaries.found_in(answer.get_data() + headers.encode())
    return {where: found} if found else {}


def _links(answer: Any, address: str) -> set[str]:
    links = {answer.headers["Location"]} if "Location" in answer.headers else set()
    links |= set(_tree(answer).xpath("//a/@href | //img/@src | //form[@method='get']/@action"))
    ours = (urlsplit(urljoin(f"https://portal.example.com{address}", link)) for link in links)
    return {
        each.path + (f"?{each.query}" if each.query else "")
        for each in ours
        if each.netloc == "portal.example.com" and not each.path.startswith("/static/")
    }


def _tree(answer: Any) -> html.HtmlElement:
    if answer.mimetype != "text/html" or not answer.get_data().strip():
        return html.fromstring("<p></p>")
    return html.fromstring(answer.get_data())
