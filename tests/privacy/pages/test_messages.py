"""Every mail we sent somebody, and why."""

from portal.messages.models import MessageState, Purpose
from portal.tickets.resolution import solve
from tests import make

PAGE = "/privacy/messages"


def test_ana_reads_the_exact_words_and_why_she_got_them(ana, kim, sign_in, mailbox):
    ticket = make.ticket(by=ana, answered_by=kim)
    solve(ticket, by=kim)

    page = sign_in(ana).visit("/privacy").follow(f"{ticket.number}: {ticket.subject}")

    assert "We believe that your concern is solved." in page.text
    assert mailbox.to("ana@example.com")[0].text.split("\n")[0] in page.text
    assert page.follow(ticket.subject).h1 == ticket.subject


def test_ben_never_sees_what_ana_was_sent(ana, ben, sign_in):
    sent = make.message(to=ana, subject="For Ana only")

    assert "For Ana only" not in sign_in(ben).visit(PAGE).text
    assert sign_in(ben).visit(f"{PAGE}/{sent.id}").status == 404


def test_a_colleague_never_sees_what_maria_was_sent(maria, olaf, sign_in):
    sent = make.message(to=maria, subject="For Maria only")

    assert "For Maria only" not in sign_in(olaf).visit(PAGE).text
    assert sign_in(olaf).visit(f"{PAGE}/{sent.id}").status == 404
    assert "For Maria only" in sign_in(maria).visit(PAGE).text


def test_a_secret_in_a_link_is_never_shown(ana, sign_in):
    secret = "c2VjcmV0LXRva2VuLW9mLWFuYQ"
    sent = make.message(
        to=ana, purpose=Purpose.ACCOUNT, reference="sign_in_link:1",
        text=f"Sign in: https://portal.example.com/sign-in/link/{secret}",
    )  # fmt: skip

    page = sign_in(ana).visit(f"{PAGE}/{sent.id}")

    assert secret not in page.html
    assert "Somebody asked for a link to sign in" in page.text


def test_a_mail_that_did_not_leave_is_shown_as_such(ana, sign_in):
    make.message(to=ana, state=MessageState.BLOCKED, reason="suppressed: hard bounce")

    page = sign_in(ana).visit(PAGE)

    assert "Not sent" in page.text
    assert "hard bounce" not in page.text


def test_the_address_is_matched_however_it_was_spelt(ana, sign_in):
    make.message(to=ana, subject="In capitals", address="ANA@Example.com")

    assert "In capitals" in sign_in(ana).visit(PAGE).text


def test_many_mails_are_paged(ana, sign_in):
    for number in range(55):
        make.message(to=ana, subject=f"Mail {number}")

    page = sign_in(ana).visit(PAGE)
    assert "Mail 54" in page.text and "Mail 3 " not in page.text

    assert len(page.follow("Older").all("//main//li")) == 5
