"""The pages on which customers answer, and what the desk reads of it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.confirming import reader_at
from portal.database import session
from portal.satisfaction import asking
from portal.satisfaction.answering import answer
from portal.satisfaction.models import Answer, Question
from portal.tickets import resolution
from tests import make


@pytest.fixture
def question(ana, kim):
    ticket = make.ticket(by=ana, answered_by=kim, assignee=kim)
    with clock.stopped_at(clock.now() - timedelta(days=1)):
        resolution.solve(ticket, by=kim)
    asking.ask_due()
    return session.scalars(select(Question)).one()


@pytest.fixture
def link(question, mailbox):
    """The address behind the happiest face in the mail."""
    return next(url for url in mailbox.links("ana@example.com") if "score=5" in url)


def hostile(browser, path, **fields):
    return browser.post(path, {"csrf_token": browser.csrf_token} | fields)


def answers():
    return session.scalar(select(func.count(Answer.id)))


def test_opening_the_link_records_nothing_and_chooses_the_face(link, visitor):
    page = visitor.visit(link)

    assert page.status == 200
    assert page.all("//input[@name='score'][@checked]")[0]["value"] == "5"
    assert answers() == 0


def test_an_answer_needs_no_sign_in(link, visitor):
    page = visitor.visit(link).fill(what_should_we_know="All fine.").press("Send answer")

    assert page.h1 == "Thank you"
    assert "All fine." in page.text
    assert answers() == 1


def test_the_answer_can_be_changed_for_a_week(link, visitor):
    visitor.visit(link).press("Send answer")

    page = visitor.visit(link.replace("score=5", "score=2")).press("Change answer")

    assert "Bad" in page.text and answers() == 2


def test_without_a_face_it_says_what_is_missing(link, visitor):
    page = (
        visitor.visit(link.partition("?")[0]).fill(what_should_we_know="Hm.").press("Send answer")
    )

    assert (page.status, page.errors) == (422, ["Choose how we did"])
    assert page.value("comment") == "Hm."


@pytest.mark.parametrize("token", ["x", "ü" * 43, "a" * 43])
def test_a_wrong_link_opens_nothing(question, visitor, token):
    assert visitor.visit(f"/how-was-it/{token}").status == 404
    assert hostile(visitor, f"/how-was-it/{token}", score="5").status == 404


def test_nobody_is_asked_again_who_says_so(link, visitor, ana, kim, mailbox):
    visitor.visit(link).press("Do not ask me again")
    ticket = make.ticket(by=ana, answered_by=kim)
    with clock.stopped_at(clock.now() + timedelta(days=60)):
        resolution.solve(ticket, by=kim)
    with clock.stopped_at(clock.now() + timedelta(days=61)):
        asking.ask_due()

    left_out = session.scalars(select(Question.left_out).where(Question.ticket_id == ticket.id))
    assert left_out.one() == "refused"


def test_ana_answers_on_her_concern(question, ana, sign_in):
    browser = sign_in(ana)
    page = browser.visit(f"/concerns/{question.ticket.number}").follow("Very good")

    page = page.press("Send answer")

    assert answers() == 1
    assert "You gave this 5 of 5" in browser.visit(f"/concerns/{question.ticket.number}").text


def test_ben_cannot_answer_for_ana(question, ben, sign_in):
    url = f"/concerns/{question.ticket.number}/how-was-it"

    assert sign_in(ben).visit(url).status == 404
    assert hostile(sign_in(ben), url, score="1").status == 404


def test_a_colleague_who_only_sees_it_does_not_answer(maria, olaf, kim, sign_in):
    ticket = make.ticket(by=olaf, answered_by=kim)
    resolution.solve(ticket, by=kim)

    assert sign_in(maria).visit(f"/concerns/{ticket.number}/how-was-it").status == 403
    assert sign_in(olaf).visit(f"/concerns/{ticket.number}/how-was-it").status == 200


def answered(ana, kim, score, **said):
    ticket = make.ticket(by=ana, answered_by=kim, assignee=kim)
    resolution.solve(ticket, by=kim)
    question = session.scalars(select(Question).where(Question.ticket_id == ticket.id)).one()
    reader = reader_at(ticket.contact_point)
    given = {"was_solved": None, "ease": None, "comment": ""} | said
    answer(question, score=score, by=reader, **given)
    return ticket


def test_below_ten_answers_there_is_no_score(ana, kim, sign_in):
    answered(ana, kim, 5)

    page = sign_in(kim).visit("/desk/satisfaction")

    assert "Too few to tell" in page.text and "1 of 1" in page.text


def test_a_score_stands_with_its_margin_and_opens_its_concerns(ana, kim, sign_in):
    for score in (5, 5, 5, 4, 4, 5, 5, 4):
        answered(ana, kim, score)
    bad = [answered(ana, kim, score, comment="Slow.") for score in (1, 2)]
    browser = sign_in(kim)

    page = browser.visit("/desk/satisfaction")

    assert "80 %" in page.text and "between 49–94 %" in page.text
    found = page.follow("2")
    assert all(ticket.number in found.text for ticket in bad)
    assert "Slow." in found.text


def test_what_each_agent_gets_is_for_leads(ana, kim, lea, sign_in):
    answered(ana, kim, 2)

    assert "By who looked after it" in sign_in(lea).visit("/desk/satisfaction").text
    assert "By who looked after it" not in sign_in(kim).visit("/desk/satisfaction").text
    others = f"/desk/satisfaction/answers?agent={lea.id}"
    assert sign_in(kim).visit(others).status == 403
    assert sign_in(lea).visit(f"/desk/satisfaction/answers?agent={kim.id}").status == 200


def test_the_lead_sets_how_many_are_asked(kim, lea, sign_in):
    page = sign_in(lea).visit("/desk/satisfaction").fill(share="25").press("Save")

    assert "we ask about 25" in page.text
    assert hostile(sign_in(kim), "/desk/satisfaction/rule", share="1").status == 403


@pytest.mark.parametrize(
    "address",
    [
        "?days=x&from=2026-13-01&to=1",
        "?from=0001-01-01&to=9999-12-31",
        "/answers?after=x~y&which=zzz&kind=q&department=9999999999&agent=-1",
        "/answers?after=2026-01-01T00:00~1",
    ],
)
def test_bad_addresses_show_the_usual(kim, sign_in, address):
    assert sign_in(kim).visit(f"/desk/satisfaction{address}").status == 200


def test_the_numbers_come_as_a_file(ana, kim, sign_in):
    answered(ana, kim, 4)

    page = sign_in(kim).visit("/desk/satisfaction?format=csv")

    assert page.headers["Content-Type"].startswith("text/csv")
    assert "Answered" in page.content.decode()


def test_the_desk_reads_it_beside_the_concern(ana, kim, sign_in):
    ticket = answered(ana, kim, 2, comment="Still loud.")

    page = sign_in(kim).visit(f"/desk/tickets/{ticket.number}")

    assert "2 of 5" in page.text and "Follow-up open" in page.text
