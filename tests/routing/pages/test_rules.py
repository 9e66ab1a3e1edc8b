"""The rules at the desk."""

from sqlalchemy import func, select

from portal.database import session
from portal.departments import keeping
from portal.routing import book, dry_run
from portal.routing.models import RuleBook
from portal.tickets.models import Ticket
from tests import make


def posted(browser, path, fields):
    """As somebody would who writes the form by hand."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


def test_lea_writes_a_rule_as_a_sentence(lea, sign_in):
    workshop = make.department("Workshop", lea)
    page = sign_in(lea).visit("/desk/routing").follow("New rule")
    page = page.fill(
        kind="broken", product="Tourer", words="brake, rotor , brake", department=str(workshop.id),
        priority="high", tags="Brakes", deal="load", goes_on=True,
    ).press("Save rule")  # fmt: skip

    assert page.status == 200
    assert "When it is something broken and the order’s product is Tourer" in page.text
    (rule,) = book.current().rules
    assert (rule.words, rule.tags, rule.goes_on) == (("brake", "rotor"), ("brakes",), True)


def test_a_rule_that_does_nothing_is_refused(lea, sign_in):
    page = sign_in(lea).visit("/desk/routing/new").fill(words="brake").press("Save rule")

    assert page.status == 422
    assert "Say what is done then" in page.text
    assert page.value("words") == "brake"


def test_dealing_needs_a_department_and_a_person_a_name(lea, sign_in):
    browser = sign_in(lea)
    page = browser.visit("/desk/routing/new").fill(deal="turn").press("Save rule")
    assert page.errors == ["Choose a department first: it is dealt among its people"]

    page = browser.visit("/desk/routing/new").fill(deal="person").press("Save rule")
    assert page.errors == ["Choose the person it is assigned to"]


def test_rules_are_moved_and_that_is_undone(lea, rules, sign_in):
    rules({"priority": "high"}, {"priority": "low"})
    page = sign_in(lea).visit("/desk/routing").press("Move rule 2 up")
    assert [rule.key for rule in book.current().rules] == [2, 1]

    page.press("Undo")
    assert [rule.key for rule in book.current().rules] == [1, 2]


def test_two_who_move_rules_at_once_do_not_undo_each_other(lea, adam, rules, sign_in):
    rules({"priority": "high"}, {"priority": "low"})
    page, other = sign_in(lea).visit("/desk/routing"), sign_in(adam).visit("/desk/routing")
    other.press("Move rule 2 up")

    page = page.press("Move rule 2 up")
    assert "Somebody changed the rules meanwhile" in page.flashes[0]
    assert [rule.key for rule in book.current().rules] == [2, 1]


def test_a_rule_is_switched_off_changed_and_removed(lea, rules, sign_in):
    rules({"priority": "high"})
    browser = sign_in(lea)
    browser.visit("/desk/routing").press("Switch off rule 1")
    assert not book.current().rules[0].is_on

    browser.visit("/desk/routing/1").fill(priority="low").press("Save rule")
    assert book.current().rules[0].priority == "low"

    browser.visit("/desk/routing/1").press("Remove this rule")
    assert (book.current().rules, book.current().version) == ((), 4)


def test_a_rule_for_a_retired_department_is_shown_as_broken(lea, rules, sign_in):
    workshop = make.department("Workshop")
    rules({"department_id": workshop.id})
    keeping.close(workshop, successor=None, by=lea)
    browser = sign_in(lea)

    assert "Its department is retired: skipped" in browser.visit("/desk/routing").text
    page = browser.visit("/desk/routing/1")
    assert "a retired department" in page.text
    assert page.press("Save rule").status == 200


def test_trying_changes_nothing_and_opens_to_the_concerns(ana, lea, rules, sign_in):
    workshop = make.department("Workshop")
    ticket = make.ticket(by=ana, subject="Front brake squeals")
    make.ticket(by=ana, subject="Bell")
    rules({"words": ("brake squ",), "department_id": workshop.id, "priority": "high"})
    page = sign_in(lea).visit("/desk/routing").follow("Try on the last 1,000")

    assert "1 fit, 1 would stand otherwise" in page.text
    assert "no department → Workshop, normal → high" in page.text
    assert page.follow("Front brake squeals").h1 == "Front brake squeals"
    assert session.get_one(Ticket, ticket.id).department_id is None


def test_an_edit_is_tried_before_it_is_saved(ana, lea, rules, sign_in):
    make.ticket(by=ana, subject="Front brake squeals")
    rules({"words": ("bell",), "priority": "high"})
    versions = session.scalar(select(func.count()).select_from(RuleBook))
    page = sign_in(lea).visit("/desk/routing/1").fill(words="brake")
    page = page.press("Try on the last 1,000")

    assert "1 would have come to this rule" in page.text
    assert page.value("words") == "brake"
    assert session.scalar(select(func.count()).select_from(RuleBook)) == versions
    assert book.current().rules[0].words == ("bell",)


def test_trying_ends_in_time_and_says_what_it_read(ana, lea, rules, monkeypatch, sign_in):
    for _ in range(4):
        make.ticket(by=ana)
    rules({"priority": "low"})
    monkeypatch.setattr(dry_run, "CHUNK", 2)

    run = dry_run.dry_run(book.current().rules, book.standing(), seconds=-1)
    assert (run.read, run.is_whole) == (2, False)


def test_an_agent_reads_the_rules_and_changes_none(kim, rules, sign_in):
    rules({"priority": "high"})
    browser = sign_in(kim)

    assert "Rule 1" in browser.visit("/desk/routing").text
    assert "Save rule" not in browser.visit("/desk/routing/1").buttons()
    for path in ("new", "1", "1/move", "1/switch", "1/remove", "versions/1/undo"):
        assert posted(browser, f"/desk/routing/{path}", {"do": "up"}).status == 403


def test_bad_input_is_refused_kindly(lea, rules, sign_in):
    rules({"priority": "high"})
    browser = sign_in(lea)
    bad = {
        "kind": "nonsense", "words": "x," * 300, "priority": "\x07", "department": "77777",
        "tags": "a\0", "deal": "by magic", "assignee": "x", "sender": "a\r\nb",
    }  # fmt: skip

    assert posted(browser, "/desk/routing/new", bad).status == 422
    assert posted(browser, "/desk/routing/1", bad).status == 422
    assert posted(browser, "/desk/routing/1/move", {"do": "sideways"}).status == 422
    assert posted(browser, "/desk/routing/77/move", {"do": "up"}).status == 404
    assert posted(browser, "/desk/routing/1/switch", {"seen": "x"}).status == 200
    assert book.current().rules[0].is_on
