"""What a partner sees: what was passed on, and nothing else."""

import re

from sqlalchemy import select

from portal.database import session
from portal.partners import access, talking
from portal.partners.models import Job
from portal.tickets.models import Reply, Visibility
from tests import make


def posted(browser, path, fields):
    """As somebody would who writes the form by hand."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


CANARIES = {
    "subject": "canary subject", "kept": "canary kept word", "note": "canary note",
    "answer": "canary answer", "file": "canary-file.png", "build": "canary build",
    "product": "canary product",
}  # fmt: skip


def full_of_canaries(ana, kim, lea):
    """A concern in which everything that is not passed on would be seen at once."""
    order = make.order(of=ana, product=CANARIES["product"], build=CANARIES["build"])
    ticket = make.ticket(
        by=ana, subject=CANARIES["subject"], body="The top tube is scratched.", order=order,
        answered_by=kim, noted_by=lea, note=CANARIES["note"],
    )  # fmt: skip
    kept = make.reply(ticket, by=ana, body=CANARIES["kept"])
    make.attachment(kept, name=CANARIES["file"])
    make.reply(ticket, by=kim, body=CANARIES["answer"])
    return ticket


def test_no_word_that_was_not_passed_on_is_seen(ana, kim, lea, asked, visitor, mailbox):
    ticket = full_of_canaries(ana, kim, lea)
    said = select(Reply).where(Reply.ticket_id == ticket.id).order_by(Reply.id)
    first = session.scalars(said).first()
    job = asked(ticket, words=[first])
    talking.answer(job, body="On Monday.")
    page = visitor.visit(f"/partner/{access.token_of(job)}")

    assert page.h1 == "Scratch in the top tube"
    for passed in ("The top tube is scratched.", "Can you respray it?", "On Monday."):
        assert passed in page.text
    sent = page.html + "".join(mail.text + mail.html for mail in mailbox.to(job.department.address))
    hidden = [
        " Ana",
        ">Ana",
        "Ruiz",
        "ana@example.com",
        "Lea Moreau",
        ticket.number,
        ticket.order.number,
    ]
    hidden += CANARIES.values()
    assert [canary for canary in hidden if canary in sent] == []


def test_who_they_are_is_left_out_of_words_that_are_passed_on(ana, kim, asked, visitor):
    ticket = make.ticket(by=ana, body="Mail ana@example.com. Regards, Ana Ruiz, 0612 345 678")
    job = asked(ticket, words=list(ticket.replies))
    page = visitor.visit(f"/partner/{access.token_of(job)}")

    assert "Mail [address left out] Regards, [the customer], [number left out]" in page.text


def test_facts_and_files_are_those_that_were_ticked(ana, kim, asked, sign_in, visitor):
    ticket = make.ticket(
        by=ana, order=make.order(of=ana, product="Gravel 1", build="petrol, 56 cm")
    )
    passed_on = make.attachment(make.reply(ticket, by=ana), name="ana-ruiz-scratch.png")
    kept = make.attachment(make.reply(ticket, by=ana), name="my-passport.png")
    job = asked(ticket, facts=[("Product", "Gravel 1")], files=[passed_on])
    token = access.token_of(job)
    page = visitor.visit(f"/partner/{token}")

    assert "Gravel 1" in page.text
    assert "petrol" not in page.html
    assert "passport" not in page.html and "ruiz" not in page.html
    (file,) = job.files
    assert visitor.visit(f"/partner/{token}/files/{file.id}/{file.name}").status == 200
    for other in (file.id + 1, kept.id + 1_000):
        assert visitor.visit(f"/partner/{token}/files/{other}/x.png").status == 404


def test_the_painter_answers_with_a_picture_and_staff_read_it(ana, kim, asked, sign_in, visitor):
    ticket = make.ticket(by=ana)
    job = asked(ticket)
    page = visitor.visit(f"/partner/{access.token_of(job)}")
    page = page.fill(your_answer="Yes, on Monday", files=("tube.png", make.PNG))
    page = page.press("Send answer")

    assert (page.status, page.flashes) == (200, ["Sent"])
    assert "Yes, on Monday" in page.text
    desk = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")
    assert "Yes, on Monday" in desk.text
    note = select(Reply).where(Reply.visibility == Visibility.NOTE)
    assert [file.name for file in session.scalars(note).one().attachments] == ["tube.png"]
    assert "Yes, on Monday" not in sign_in(ana).visit(f"/concerns/{ticket.number}").html


def test_a_link_shows_the_same_to_whoever_has_it_and_nothing_to_others(
    ana, ben, asked, sign_in, visitor
):
    job = asked(make.ticket(by=ana))
    token = access.token_of(job)
    unknown = visitor.visit(f"/partner/{'x' * 43}")
    talking.end(job, by=job.by)
    ended = visitor.visit(f"/partner/{token}")

    assert (unknown.status, ended.status) == (404, 404)
    assert unknown.h1 == ended.h1 == "This link shows nothing"
    for path in ("", "/files/1/x"):
        assert visitor.visit(f"/partner/short{path}").status == 404
    assert posted(visitor, f"/partner/{token}", {"body": "x"}).status == 404


def test_a_link_leads_nowhere_else(ana, asked, visitor):
    job = asked(make.ticket(by=ana))
    page = visitor.visit(f"/partner/{access.token_of(job)}")

    assert page.headers["Cache-Control"] == "no-store"
    assert not re.search(r"/desk|/concerns/C-", page.html)
    assert visitor.visit(f"/desk/jobs/{job.number}", referrer="").h1 != job.subject


def test_bad_answers_are_refused_kindly(ana, asked, visitor):
    job = asked(make.ticket(by=ana))
    path = f"/partner/{access.token_of(job)}"

    for bad in ({}, {"body": "  "}, {"body": "a\0b"}, {"body": "x" * 20_001}, {"body": "\x07"}):
        assert posted(visitor, path, bad).status == 422
    assert session.scalars(select(Job)).one().answered_at is None
