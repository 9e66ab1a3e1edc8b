"""The main job from end to end: raised on the website, answered at the desk, read in the mailbox,
answered by mail into the same concern."""

from email.utils import parseaddr

from sqlalchemy import select

from portal.database import session
from portal.history.models import Entry
from portal.messages.delivery import deliver_due
from portal.messages.receiving import receive
from tests import make


def test_a_concern_goes_there_and_back(ana, ben, kim, sign_in, smtp):
    page = sign_in(ana).visit("/concerns/new")
    page = page.fill(kind="broken", subject="Front brake squeals", body="Only in the rain.")
    page = page.press("Send to support")
    number = page.path.rpartition("/")[2]

    desk = sign_in(kim).visit(f"/desk/tickets/{number}")
    desk.fill(body="Could you send a photo?", visibility="reply").press("Send, then wait for Ana")
    deliver_all()
    receipt, asked = smtp.to("ana@example.com")
    assert asked.header("From") == "Kim at Marlow Cycles <help@portal.example.com>"
    assert asked.header("In-Reply-To") == receipt.header("Message-ID")
    assert "Could you send a photo?" in asked.parsed.as_string()

    mail = make.eml(
        sender="Ana Ruiz <ana@example.com>",
        to=parseaddr(asked.header("Reply-To"))[1],
        subject=f"Re: {asked.header('Subject')}",
        body="Here it is: CANARY photo.\n\nOn Monday Kim wrote:\n> Could you send a photo?",
        In_Reply_To=asked.header("Message-ID"),
    )
    assert receive(mail).reference == number

    page = sign_in(ana).visit(f"/concerns/{number}")
    assert [each.text for each in page.by_class("msg__who")] == ["You", "Kim Visser", "You"]
    assert page.by_class("msg__body")[-1].text.startswith("Here it is: CANARY photo.")
    assert "We're on it" in page.text
    assert "CANARY" in sign_in(kim).visit(f"/desk/tickets/{number}").text
    assert sign_in(ben).visit(f"/concerns/{number}").status == 404

    desk = sign_in(kim).visit(f"/desk/tickets/{number}")
    desk.fill(body="New pads are on their way.", visibility="reply").press("Send and solve")
    deliver_all()
    solved = smtp.to("ana@example.com")[-1]
    assert solved.header("In-Reply-To") == f"<{make_id(mail)}>", "mail programs show one thread"
    sign_in(ana).visit(f"/concerns/{number}").press("It is not solved")

    kinds = session.scalars(select(Entry.kind).order_by(Entry.id)).all()
    assert kinds == [
        "ticket.raised", "ticket.assigned", "ticket.answered", "ticket.replied",
        "ticket.answered", "ticket.solved", "ticket.reopened",
    ]  # fmt: skip


def deliver_all() -> None:
    """One mail of a thread follows the other, so that they arrive in order."""
    while deliver_due():
        pass


def make_id(mail: bytes) -> str:
    line = next(line for line in mail.decode().split("\r\n") if line.startswith("Message-ID:"))
    return line.partition("<")[2].rstrip(">")
