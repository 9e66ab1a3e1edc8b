"""Jobs with partners, at the desk."""

from sqlalchemy import select

from portal.database import session
from portal.partners import talking
from portal.partners.forms import first_day
from portal.partners.models import Job
from tests import make


def posted(browser, path, fields):
    """As somebody would who writes the form by hand."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


def test_kim_looks_at_what_they_will_see_and_sends_it(ana, kim, painter, sign_in, mailbox):
    order = make.order(of=ana, product="Gravel 1")
    ticket = make.ticket(by=ana, subject="Scratch, says Ana Ruiz", body="Ana here.", order=order)
    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}").follow("Ask a partner")
    assert page.value("subject") == "Scratch, says [the customer]"

    page = page.fill(
        asked="Can you respray it?", facts=["product"], words=[str(ticket.replies[0].id)]
    )
    page = page.press("Show what they will see")
    assert "What Lakwerk will see, and nothing more" in page.text
    assert "[the customer] here." in page.text
    assert mailbox.to("paint@lakwerk.example.com") == []

    page = page.press("Send")
    assert page.flashes[0].startswith(f"Lakwerk is asked about {ticket.number}")
    (job,) = session.scalars(select(Job)).all()
    assert job.facts == {"facts": [["Product", "Gravel 1"]]}
    assert [word.body for word in job.words] == ["[the customer] here.", "Can you respray it?"]
    assert f"Lakwerk, {job.number}" in page.text


def test_a_note_and_a_strangers_words_cannot_be_passed_on(ana, kim, lea, painter, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim, noted_by=lea, note="Secret")
    browser = sign_in(kim)
    path = f"/desk/tickets/{ticket.number}/partner"
    fields = {"to": str(painter.id), "subject": "x", "asked": "y", "answer_by": _tomorrow()}

    for reply in ticket.replies[1:]:
        assert posted(browser, path, fields | {"words": str(reply.id)}).status == 422
    other = make.ticket(by=ana)
    assert posted(browser, path, fields | {"words": str(other.replies[0].id)}).status == 422
    assert posted(browser, path, fields | {"facts": "price", "to": "999"}).status == 422
    assert session.scalars(select(Job)).all() == []


def test_the_list_shows_whose_turn_it_is(ana, ben, kim, asked, sign_in):
    theirs, ours = asked(make.ticket(by=ana), subject="Theirs"), asked(make.ticket(by=ben))
    talking.answer(ours, body="Yes.")
    page = sign_in(kim).visit("/desk/jobs")

    assert page.text.index("Theirs") < page.text.index("Scratch in the top tube")
    assert "Your turn" in page.text
    assert page.follow("Theirs").h1 == theirs.subject


def test_kim_asks_again_sends_a_new_link_and_ends_it(ana, kim, asked, sign_in):
    job = asked(make.ticket(by=ana))
    page = sign_in(kim).visit(f"/desk/jobs/{job.number}")
    page = page.fill(write_to_them="And the price?").press("Send to Lakwerk")
    assert "And the price?" in page.text

    assert "gets a new link" in page.press("Send a new link").flashes[0]
    page = page.press("End the job")
    assert "Lakwerk sees nothing of this any more" in page.text
    assert "Send to Lakwerk" not in page.buttons()


def test_bad_days_and_words_are_refused_kindly(ana, kim, painter, asked, sign_in):
    job = asked(make.ticket(by=ana))
    browser = sign_in(kim)

    for day in ("", "never", "2020-01-01", "9999-12-31", "2026-02-30"):
        page = posted(browser, f"/desk/jobs/{job.number}/words", {"body": "x", "answer_by": day})
        assert page.status == 422
    assert browser.visit("/desk/jobs/J-999999").status == 404
    assert browser.visit("/desk/jobs/nonsense").status == 404


def test_marketing_and_customers_read_no_job(ana, mark, asked, sign_in):
    job = asked(make.ticket(by=ana))

    assert sign_in(mark).visit(f"/desk/jobs/{job.number}").status == 403
    assert sign_in(ana).visit(f"/desk/jobs/{job.number}").status == 404
    assert sign_in(ana).visit("/desk/jobs").status == 404


def _tomorrow():
    return first_day().isoformat()
