"""The mail page of the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.database import session
from portal.messages import lanes, policy, suppressing
from portal.messages.models import InboundMail, InboundState, Message, MessageState, Purpose
from portal.messages.receiving import receive
from portal.tickets.models import Ticket
from tests import make

DMARC_FAILED = {"Authentication_Results": "mx.portal.example.com; dmarc=fail"}


@pytest.fixture
def doubtful(ana) -> Message:
    return make.message(to=ana, subject="Your front brake", state=MessageState.UNCERTAIN)


@pytest.fixture
def aside(app) -> InboundMail:
    raw = make.eml(
        sender="Eve <eve@evil.example>", to="help@portal.example.com", subject="Is it you?",
        body="<script>alert(1)</script><p>Click <a href='javascript:alert(1)'>me</a></p>",
        Content_Type="text/html; charset=utf-8", **DMARC_FAILED,
    )  # fmt: skip
    receive(raw)
    return session.scalars(select(InboundMail)).one()


def state_of(message: Message) -> MessageState:
    session.expire_all()
    return session.get_one(Message, message.id).state


def test_nothing_stuck_says_so(lea, sign_in):
    page = sign_in(lea).visit("/desk/messages")

    assert (page.status, page.h1) == (200, "Mail")
    assert "Every mail left." in page.text


def test_a_lead_sends_a_mail_in_doubt_again(lea, sign_in, doubtful):
    page = sign_in(lea).visit("/desk/messages").follow("Your front brake")
    assert "may bring it twice" in page.text

    page = page.press("Try again")

    assert (page.status, page.flashes) == (200, ["It will be sent again"])
    assert state_of(doubtful) is MessageState.QUEUED
    assert "Your front brake" not in page.text
    assert doubtful.events[-1].particulars == {"by": "Lea Moreau"}


def test_a_lead_gives_a_mail_up(lea, sign_in, doubtful):
    page = sign_in(lea).visit(f"/desk/messages/{doubtful.id}").press("Give up")

    assert page.flashes == ["Left as it is"]
    assert "Every mail left." in page.text
    assert state_of(doubtful) is MessageState.UNCERTAIN
    assert [event.kind for event in doubtful.events] == ["given_up"]


def test_a_silenced_address_is_written_to_again_when_a_lead_says_so(lea, ana, sign_in):
    suppressing.suppress("ana@example.com", reason=suppressing.HARD_BOUNCE)
    message = make.message(to=ana, state=MessageState.BLOCKED, reason="suppressed: hard bounce")

    sign_in(lea).visit(f"/desk/messages/{message.id}").press("Try again")

    assert state_of(message) is MessageState.QUEUED
    assert not suppressing.suppression_of("ana@example.com")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"purpose": Purpose.ACCOUNT, "state": MessageState.UNCERTAIN}, "can ask for a new one"),
        ({"state": MessageState.BLOCKED, "reason": "content: x"}, "no text that can be sent"),
        ({"state": MessageState.FAILED, "expires_at": make.MONDAY}, "It has expired"),
    ],
)
def test_what_cannot_be_sent_again_says_why(lea, ana, sign_in, columns, says):
    message = make.message(to=ana, **columns)
    with clock.stopped_at(make.MONDAY + timedelta(days=1)):
        page = sign_in(lea).visit(f"/desk/messages/{message.id}")
        assert says in page.text
        assert "Try again" not in page.buttons()

        page = page.press("Give up")
        assert page.status == 200


def test_pressing_try_again_on_a_page_that_is_old_says_so(lea, sign_in, doubtful, smtp):
    page = sign_in(lea).visit(f"/desk/messages/{doubtful.id}")
    page.press("Try again")

    again = page.press("Try again")

    assert again.flashes == ["It is not stuck."]


def test_a_link_s_secret_is_not_shown_at_the_desk(lea, ana, sign_in):
    secret = "kYw0mO2aJb3cVd4eXf5gZh6i"
    message = make.message(to=ana, text=f"https://portal.example.com/concerns/{secret}")

    page = sign_in(lea).visit(f"/desk/messages/{message.id}")

    assert secret not in page.html
    assert "https://portal.example.com/concerns/…" in page.text


def test_a_mail_from_a_stranger_is_read_without_danger(kim, sign_in, aside):
    browser = sign_in(kim)
    page = browser.visit("/desk/messages?view=incoming").follow("Is it you?")
    assert "The sender's own domain disowns it (DMARC)" in page.text
    assert "<script>alert" not in page.html

    inner = browser.client.get(f"/desk/messages/inbound/{aside.id}/page")
    assert inner.headers["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; frame-ancestors 'self'"
    )
    assert "script" not in inner.text
    assert "javascript" not in inner.text

    original = browser.client.get(f"/desk/messages/inbound/{aside.id}/original.eml")
    assert original.headers["Content-Disposition"] == f"attachment; filename=mail-{aside.id}.eml"
    assert original.headers["Content-Security-Policy"].startswith("sandbox")
    assert b"javascript:alert(1)" in original.data


def test_a_lead_files_a_mail_that_was_put_aside(lea, sign_in, aside):
    page = (
        sign_in(lea).visit(f"/desk/messages/inbound/{aside.id}").press("File as a customer’s mail")
    )

    ticket = session.scalars(select(Ticket)).one()
    assert page.flashes == [f"Filed as {ticket.number}"]


def test_a_lead_ignores_a_mail_that_was_put_aside(lea, sign_in, aside):
    page = sign_in(lea).visit(f"/desk/messages/inbound/{aside.id}").press("Ignore")

    assert "Every mail that came in was filed." in page.text
    session.expire_all()
    assert session.get_one(InboundMail, aside.id).state is InboundState.IGNORED
    assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_what_must_not_be_filed_stays_put_aside(lea, kim, sign_in):
    receive(make.eml(sender=kim.email, to="help@portal.example.com"))
    aside = session.scalars(select(InboundMail)).one()

    page = (
        sign_in(lea).visit(f"/desk/messages/inbound/{aside.id}").press("File as a customer’s mail")
    )

    assert "It stays put aside: It says it is from staff" in page.flashes[0]


def test_an_agent_reads_and_does_not_decide(kim, sign_in, doubtful, aside):
    browser = sign_in(kim)

    assert "Try again" not in browser.visit(f"/desk/messages/{doubtful.id}").buttons()
    assert "Ignore" not in browser.visit(f"/desk/messages/inbound/{aside.id}").buttons()
    for path in (f"{doubtful.id}/try-again", f"inbound/{aside.id}/release"):
        page = browser.visit(f"/desk/messages/{doubtful.id}")
        token = page.value("csrf_token")
        answer = browser.post(f"/desk/messages/{path}", {"csrf_token": token})
        assert answer.status == 403
    assert state_of(doubtful) is MessageState.UNCERTAIN


@pytest.mark.parametrize("path", ["", "/1", "/inbound/1", "/inbound/1/page"])
def test_the_page_is_the_desk_s(path, ana, mark, sign_in, visitor, doubtful, aside):
    assert sign_in(ana).visit(f"/desk/messages{path}").status == 404
    is_one_mail = path == "/1"  # marketers read the files of follow-ups, and this is none
    assert sign_in(mark).visit(f"/desk/messages{path}").status == (404 if is_one_mail else 403)
    assert "/sign-in" in visitor.visit(f"/desk/messages{path}").url


@pytest.mark.parametrize(
    "path", ["/0", "/999", "/99999999999999999999", "/x", "/inbound/999", "?view=all"]
)
def test_what_is_not_there_is_a_404(lea, sign_in, path):
    assert sign_in(lea).visit(f"/desk/messages{path}").status == 404


def test_a_server_that_takes_no_mail_is_named(lea, ana, sign_in):
    make.message(to=ana)
    lanes.pause("mx.example.com:25: connection refused")

    page = sign_in(lea).visit("/desk/messages?view=waiting")

    assert "mx.example.com:25: connection refused" in page.text
    assert "About your concern" in page.text


def test_the_header_counts_what_waits_for_a_decision(lea, sign_in, doubtful, aside):
    page = sign_in(lea).visit("/desk/messages")

    [link] = [each for each in page.all("//nav//a") if each.text.startswith("Mail")]
    assert "2" in link.text


def test_roles_and_rows_agree(app, doubtful):
    for role in Role:
        user = make.staff(role.value, role)
        seen = session.scalars(select(Message).where(policy.visible_to(user))).all()
        assert bool(seen) == policy.may_read(user, doubtful)
