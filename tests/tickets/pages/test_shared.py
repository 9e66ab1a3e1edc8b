"""A concern shown by a link: to whoever has it, read-only, and no byte more than they may read."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.models import Sight
from portal.database import atomic, session
from portal.history.models import Entry
from portal.sharing.models import SharedLink
from portal.tickets.models import TicketState
from portal.tickets.triage import assign
from tests import make
from tests.rig.browserless import both_ways


@pytest.fixture
def ticket(ana, kim):
    """With a note, a stranger's words and a file in each kind of word."""
    yesterday = clock.now() - timedelta(days=1)
    ticket = make.ticket(by=ana, answered_by=kim, noted_by=kim, note="CANARY note", at=yesterday)
    for reply in list(ticket.replies):
        make.attachment(reply, name="CANARY.png" if reply.visibility == "note" else "brake.png")
    make.reply(ticket, by=ana, body="CANARY of a stranger", is_unverified=True)
    make.reply(ticket, by=ana, body="By mail.", rest="CANARY: ana@example.com wrote")
    return ticket


def shared(browser, ticket, *, htmx=False, **fields) -> str:
    page = browser.visit(f"/concerns/{ticket.number}").fill(**fields)
    page = page.press("Make a link", htmx=htmx)
    assert "Copy this link now" in page.text
    return page.by_id("made-link")["value"].removeprefix("https://portal.example.com")


@both_ways
def test_ana_makes_a_link_and_a_visitor_reads_the_talk(ana, kim, ticket, sign_in, visitor, htmx):
    assign(ticket, to=kim, by=kim)
    path = shared(sign_in(ana), ticket, htmx=htmx)

    page = visitor.visit(path)

    assert (page.status, page.h1) == (200, "Front brake squeals")
    assert "It squeals since Sunday" in page.text
    assert "Thank you, we are looking into it." in page.text
    assert "Kim Visser took this on" in page.text
    assert "Waiting for the customer" in page.text
    assert "Your turn" not in page.text
    assert page.all("//form") == []
    assert "CANARY" not in page.html
    assert "brake.png" not in page.html
    assert "@" not in page.by_id("thread").text
    assert "link that shows this" not in page.text


def test_it_is_kept_out_of_caches_indexes_and_referrers(ana, ticket, sign_in, visitor):
    page = visitor.visit(shared(sign_in(ana), ticket))

    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in page.html


def test_the_owner_and_staff_see_no_more_by_the_link_than_a_stranger(
    ana, kim, ticket, sign_in, visitor
):
    path = shared(sign_in(ana), ticket)

    browsers = (visitor, sign_in(ana), sign_in(kim))
    threads = [browser.visit(path).by_id("thread").text for browser in browsers]

    assert len(set(threads)) == 1
    assert "CANARY" not in threads[0]


def test_files_come_only_where_ana_says_so(ana, ticket, sign_in, visitor):
    without, with_files = (shared(sign_in(ana), ticket, with_files=each) for each in (False, True))
    page = visitor.visit(with_files)
    names = [each.text for each in page.by_class("filechip__name")]
    (first, *_) = [each["href"] for each in page.by_class("filechip")]

    file = visitor.client.get(first)

    assert names == ["brake.png", "brake.png"]
    assert file.data == make.PNG
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    assert visitor.client.get(first.replace(with_files, without)).status_code == 404
    files = [file for reply in ticket.replies for file in reply.attachments]
    (hidden,) = [file.id for file in files if file.name != "brake.png"]
    assert visitor.client.get(f"{with_files}/files/{hidden}/CANARY.png").status_code == 404


def test_who_can_see_it_names_the_link_until_ana_ends_it(ana, ticket, sign_in, visitor):
    path = shared(sign_in(ana), ticket, days="7")
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")
    assert "Anyone with the link you made" in page.by_id("readers").text
    assert path not in page.html

    page = page.press("End link")

    assert page.flashes == ["The link shows nothing any more"]
    assert "Anyone with the link" not in page.by_id("readers").text
    assert visitor.visit(path).status == 404
    told = [entry.sentence for entry in session.scalars(select(Entry).order_by(Entry.id))]
    assert [each.split(" until")[0] for each in told] == [
        f"made a link that shows {ticket.number}",
        f"ended a link that showed {ticket.number}",
    ]
    assert [each.text.split(",")[0] for each in page.by_class("event")] == [
        "You made a link that shows this", "You ended a link that showed this",
    ]  # fmt: skip


def test_the_desk_sees_the_link_and_can_end_it(ana, kim, ticket, sign_in, visitor):
    path = shared(sign_in(ana), ticket)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")
    assert "Anyone with the link of Ana Ruiz reads this until" in page.text

    page = page.press("End link")

    assert "Anyone with the link of" not in page.text
    assert visitor.visit(path).status == 404


def test_unknown_ended_and_expired_links_are_one_page(ana, ticket, sign_in, visitor):
    ended = shared(sign_in(ana), ticket)
    sign_in(ana).visit(f"/concerns/{ticket.number}").press("End link")
    expired = shared(sign_in(ana), ticket)
    expire_all()

    pages = [visitor.visit(path) for path in (ended, expired, f"/s/{'a' * 43}", "/s/x")]

    assert [page.status for page in pages] == [404] * 4
    assert len({page.by_id("main").text for page in pages}) == 1
    assert {page.headers["Cache-Control"] for page in pages} == {"no-store"}


def test_a_link_dies_with_its_maker_s_own_sight(northwind, maria, sign_in, visitor):
    otto = make.user("Otto Vik", of=northwind, email="otto@northwind.example.com")
    ticket = make.ticket(by=maria)
    path = shared(sign_in(otto), ticket)
    assert visitor.visit(path).status == 200

    change(otto, sees=Sight.OWN)

    assert visitor.visit(path).status == 404
    change(otto, sees=Sight.ALL, disabled_at=clock.now())
    assert visitor.visit(path).status == 404


def test_who_only_looks_in_and_who_is_a_stranger_make_no_link(northwind, maria, ben, kim, sign_in):
    otto = make.user("Otto Vik", of=northwind, email="o@northwind.example.com", sees=Sight.SHARED)
    ticket = make.ticket(by=maria, shown_to=otto)
    path = f"/concerns/{ticket.number}"
    assert "Share by link" not in sign_in(otto).visit(path).text

    for who, status in ((otto, 403), (ben, 404), (kim, 404)):
        browser = sign_in(who)
        sent = {"csrf_token": browser.csrf_token, "days": "30", "once": "x"}
        assert browser.post(f"{path}/links", sent, Referer=browser.base_url).status == status
        sent = {"csrf_token": browser.csrf_token, "link": "1"}
        assert browser.post(f"{path}/end-link", sent, Referer=browser.base_url).status == status

    assert session.scalars(select(SharedLink)).all() == []


def test_the_link_of_another_concern_is_not_ended_here(ana, sign_in, visitor):
    one, other = make.ticket(by=ana), make.ticket(by=ana)
    path = shared(sign_in(ana), one)
    (link,) = session.scalars(select(SharedLink))
    browser = sign_in(ana)

    sent = {"csrf_token": browser.csrf_token, "link": link.id}
    browser.post(f"/concerns/{other.number}/end-link", sent, Referer=browser.base_url)

    assert visitor.visit(path).status == 200


def test_pressing_twice_makes_one_link_and_shows_the_same_address(ana, ticket, sign_in):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    made = [page.press("Make a link").by_id("made-link")["value"] for _ in range(2)]

    assert made[0] == made[1]
    assert len(session.scalars(select(SharedLink)).all()) == 1


@both_ways
def test_an_odd_time_is_refused(ana, ticket, sign_in, htmx):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")
    sent = {"csrf_token": page.value("csrf_token"), "days": "9999", "once": "x"}

    page = page.browser.post(f"/concerns/{ticket.number}/links", sent)

    assert (page.status, page.errors) == (422, ["Choose how long it works"])


@both_ways
def test_too_many_links_are_refused_in_words(ana, ticket, sign_in, htmx):
    for _ in range(10):
        shared(sign_in(ana), ticket)

    page = sign_in(ana).visit(f"/concerns/{ticket.number}").press("Make a link", htmx=htmx)

    assert page.status == 422
    assert "There are 10 links already. End one first" in page.by_id("readers").text


def test_a_solved_concern_stays_readable_until_the_link_expires(ana, kim, sign_in, visitor):
    solved = make.ticket(by=ana, answered_by=kim, state=TicketState.SOLVED)

    assert "Solved" in visitor.visit(shared(sign_in(ana), solved)).text


def test_an_author_known_only_by_an_address_is_the_customer(ana, ticket, sign_in, visitor):
    change(ticket.replies[0], author_name="ana@example.com")

    page = visitor.visit(shared(sign_in(ana), ticket))

    assert page.by_class("msg__who")[0].text == "The customer"
    assert "ana@example.com" not in page.html


@atomic()
def expire_all():
    for link in session.scalars(select(SharedLink).where(SharedLink.ended_at.is_(None))):
        link.expires_at = clock.now()


@atomic()
def change(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
