"""A concern as a PDF: its customer's, and the desk's."""

import pytest

from portal.database import atomic, session
from portal.tickets import paper
from portal.tickets.models import Origin, Reply, Visibility
from tests import make
from tests.rig import paper as printed

LETTERS = "Łódź Žďár Straße · Привет, тормоз скрипит · Καλημέρα σας"


def desk(number):
    return f"/desk/tickets/{number}/pdf"


def words(page):
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/pdf"
    assert "attachment" in page.headers["Content-Disposition"]
    return "\n".join(printed.pages(page.content))


def test_the_customer_gets_their_own_words_and_ours(ana, kim, sign_in):
    order = make.order(of=ana)
    ticket = make.ticket(by=ana, subject="Front brake", answered_by=kim, order=order)
    make.attachment(ticket.replies[0], name="brake.png")

    said = words(sign_in(ana).visit(f"/concerns/{ticket.number}").follow("PDF"))

    for part in (
        "Marlow Cycles", "Front brake", f"{ticket.number} · Your turn", order.number,
        "It squeals since Sunday", "Thank you, we are looking into it.", "Files: brake.png",
        "Page 1 of 1",
    ):  # fmt: skip
        assert part in said, part


def test_they_never_get_a_note_nor_what_a_stranger_wrote(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim, noted_by=kim, note="Same pads as in the recall.")
    make.reply(ticket, by=ana, body="From somewhere else", is_unverified=True)

    said = words(sign_in(ana).visit(f"/concerns/{ticket.number}/pdf"))

    assert "recall" not in said
    assert "From somewhere else" not in said
    assert "note" not in said


def test_the_desk_gets_notes_marked_as_such_and_is_told(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim, noted_by=kim, note="Same pads as in the recall.")

    said = words(sign_in(kim).visit(f"/desk/tickets/{ticket.number}/print").follow("PDF"))

    assert "Kim Visser, note among staff" in said
    assert "Same pads as in the recall." in said
    assert "With notes among staff: not for customers" in said
    assert "ana@example.com" in said


def test_nobody_else_gets_it(ana, ben, mark, kim, sign_in, visitor):
    ticket = make.ticket(by=ana)

    assert sign_in(ben).visit(f"/concerns/{ticket.number}/pdf").status == 404
    for person in (ana, ben, mark):
        assert sign_in(person).visit(desk(ticket.number)).status in (403, 404)
    assert visitor.visit(f"/concerns/{ticket.number}/pdf").h1 == "Sign in"
    assert sign_in(kim).visit(desk("C-99999")).status == 404


def test_letters_of_half_the_world(ana, kim, sign_in):
    ticket = make.ticket(by=ana, subject=LETTERS, body=f"{LETTERS}\nשלום\nمرحبا بك", at=make.MONDAY)
    make.attachment(ticket.replies[0], name="фото.png")

    said = words(sign_in(ana).visit(f"/concerns/{ticket.number}/pdf"))

    assert LETTERS in said
    assert "Files: фото.png" in said
    assert "םולש" in said
    assert "ﻚﺑ ﺎﺒﺣﺮﻣ" in said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("🚲 漢字", "□ □□"),
        ("all {nb} pages", "all {nb } pages"),
        ("a\tb\u202ec\u200b", "a bc"),
        ("<b>**bold**</b> (100%) \\", "<b>**bold**</b> (100%) \\"),
    ],
)
def test_what_steers_a_screen_or_has_no_letter_here_does_no_harm(ana, sign_in, typed, shown):
    ticket = make.ticket(by=ana, subject="Front brake", body=typed)

    assert shown in words(sign_in(ana).visit(f"/concerns/{ticket.number}/pdf"))


def test_a_word_longer_than_the_page_is_wide_is_broken(ana, sign_in):
    ticket = make.ticket(by=ana, subject="x" * 250, body="W" * 30_000)

    page = sign_in(ana).visit(f"/concerns/{ticket.number}/pdf")

    assert words(page).count("W") == 30_000
    assert 5 < len(printed.pages(page.content)) < 30


@atomic()
def say_often(ticket, by, count):
    session.add_all(
        Reply(
            customer_id=ticket.customer_id,
            ticket_id=ticket.id,
            author_id=by.id,
            author_name=by.name,
            by_staff=True,
            visibility=Visibility.REPLY,
            origin=Origin.DESK,
            body=f"Word number {number}. It squeals when it rains, and the rear one too. " * 3,
            notes={"notes": []},
        )
        for number in range(count)
    )


@pytest.mark.one_database
def test_two_thousand_messages_are_all_there(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    say_often(ticket, kim, 2_000)

    said = words(sign_in(kim).visit(desk(ticket.number)))

    assert all(f"Word number {number}." in said for number in range(2_000))


def test_of_more_the_latest_are_there_and_it_says_so(ana, kim, sign_in, monkeypatch):
    monkeypatch.setattr(paper, "MOST", 3)
    ticket = make.ticket(by=ana)
    say_often(ticket, kim, 5)

    said = words(sign_in(ana).visit(f"/concerns/{ticket.number}/pdf"))

    assert "Older messages are left out" in said
    assert "Word number 4." in said
    assert "Word number 1." not in said


def test_a_merged_one_leads_to_what_speaks_for_it(ana, kim, sign_in):
    into = make.ticket(by=ana)
    gone = make.ticket(by=ana, merged_into_id=into.id)

    page = sign_in(kim).visit(desk(gone.number))

    assert page.url.endswith(f"/desk/tickets/{into.number}")
