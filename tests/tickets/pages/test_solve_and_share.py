"""Solving a concern, taking it up again, and showing it to a colleague."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Sight
from portal.tickets.resolution import solve
from tests import make


@pytest.fixture
def ticket(ana, kim):
    """Answered yesterday, with a note that nobody but staff may read."""
    yesterday = clock.now() - timedelta(days=1)
    return make.ticket(by=ana, answered_by=kim, noted_by=kim, note="CANARY note", at=yesterday)


def test_solved_and_open_again(ana, ticket, sign_in):
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    page = page.press("It's solved")
    assert page.flashes[0].startswith("Marked as solved")
    assert "A reply opens this concern again." in page.text
    page = page.press("Undo")

    assert "We're on it" in page.text
    assert [each.text.split(",")[0] for each in page.by_class("event")] == [
        "You marked this as solved", "You reopened this",
    ]  # fmt: skip


def test_it_is_not_solved_says_who_solved_it_and_goes_on(ana, kim, ticket, sign_in):
    solve(ticket, by=kim)
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")
    assert "Kim Visser marked this as solved" in page.text

    page = page.press("It is not solved")

    assert page.flashes == ["Open again"]
    assert page.value("body") == ""


def test_solving_twice_is_no_error(ana, ticket, sign_in):
    first, second = (sign_in(ana).visit(f"/concerns/{ticket.number}") for _ in range(2))

    first.press("It's solved")

    assert second.press("It's solved").status == 200


def test_who_can_see_it_is_said_by_name(maria, olaf, sign_in):
    ticket = make.ticket(by=maria)

    page = sign_in(maria).visit(f"/concerns/{ticket.number}")

    assert readers(page) == ["You", "Olaf Berg", "Our support desk. Marketing cannot."]


def readers(page) -> list[str]:
    return [each.all("./span | ./bdi")[0].text for each in page.all("//ul[@class='readers']/li")]


def test_sharing_with_a_colleague_and_stopping(northwind, maria, ben, sign_in):
    otto = make.user(
        "Otto Vik", of=northwind, email="otto@northwind.example.com", sees=Sight.SHARED
    )
    own = make.user("Oda Lie", of=northwind, email="oda@northwind.example.com", sees=Sight.OWN)
    ticket = make.ticket(by=maria)
    path = f"/concerns/{ticket.number}"
    page = sign_in(maria).visit(path)
    assert [each.text for each in page.all("//select[@name='user']/option")] == ["Otto Vik"]

    page = page.fill(user=str(otto.id)).press("Share")

    assert "Otto Vik sees this now" in page.flashes
    assert sign_in(otto).visit(path).status == 200
    assert "Share with a colleague" not in sign_in(otto).visit(path).text
    page = page.press("Stop sharing")
    assert sign_in(otto).visit(path).status == 404
    for stranger in (ben, own):
        page.browser.post(
            f"{path}/share", {"csrf_token": page.value("csrf_token"), "user": stranger.id},
            Referer=page.url,
        )  # fmt: skip
        assert sign_in(stranger).visit(path).status == 404
