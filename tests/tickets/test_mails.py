"""What the mails say, in both of their forms."""

import re

import pytest

from portal.messages import writing
from portal.tickets import mails
from portal.tickets.models import TicketState
from tests import make


@pytest.fixture
def answered(ana, kim):
    """By Kim, in a ticket with words that are dangerous in HTML."""
    ticket = make.ticket(by=ana, answered_by=kim, answer="Is 2 < 3?\n\nYes & no.",
                         subject="Brake <b>squeals</b>", state=TicketState.SOLVED)  # fmt: skip
    return ticket.replies[-1]


def written(mail):
    words = writing.write(mail)
    return words.text, words.html


@pytest.mark.parametrize("write", [mails.received, mails.solved])
def test_both_forms_say_the_same(answered, write):
    ticket = answered.ticket

    text, html = written(write(ticket))

    for form in (text, html):
        assert ticket.number in form
        assert f"https://portal.example.com/concerns/{ticket.number}" in form
    assert "Brake <b>" not in html


def test_an_answer_stands_under_the_marker_word_for_word(answered):
    mail = mails.answered(answered)

    text, html = written(mail)

    assert text.startswith("— Write your answer above this line —\n\nIs 2 < 3?\n\nYes & no.")
    assert "Is 2 &lt; 3?" in html
    assert mail.thread == answered.ticket.about
    assert mail.from_name == "Kim"


def test_files_of_an_answer_are_named_and_read_on_the_page(answered):
    make.attachment(answered, name="manual.pdf")

    text, html = written(mails.answered(answered))

    assert "1 file with this answer is on the page" in text
    assert "manual.pdf" in html


def test_nothing_in_a_mail_comes_from_elsewhere(answered):
    _, html = written(mails.answered(answered))

    assert set(re.findall(r'https?://[^/"\s]+', html)) == {"https://portal.example.com"}
    assert "<script" not in html and "<img" not in html


def test_each_cause_has_a_reference_of_its_own(answered):
    ticket = answered.ticket
    references = {
        mails.received(ticket).reference,
        mails.acknowledged(ticket, token="x" * 43).reference,
        mails.answered(answered).reference,
        mails.solved(ticket).reference,
    }

    assert len(references) == 4
