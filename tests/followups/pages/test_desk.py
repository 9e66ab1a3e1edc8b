"""A marketer's afternoon at the desk, and who may do what there."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.followups import documents, versions
from portal.followups.models import Playbook, PlaybookState
from tests import make
from tests.followups.making import MORNING, delivered, link, live, mails, planned, sent

BASE = "/desk/follow-ups"
PLAIN = {"subject": "A word", "blocks": [{"kind": "text", "text": "Hello ((first_name|there))"}]}


@pytest.fixture(autouse=True)
def monday():
    with clock.stopped_at(MORNING):
        yield


def playbook() -> Playbook:
    session.expire_all()
    return session.scalars(select(Playbook)).one()


def newest():
    return versions.newest_of(playbook())


def take_over(browser):
    browser.post(f"{BASE}/starters/check-in", {"csrf_token": browser.csrf_token})
    return playbook()


def test_a_starter_is_taken_over_asked_for_and_approved_by_a_second_person(mark, lea, kim, sign_in):
    marks, leas = sign_in(mark), sign_in(lea)
    found = take_over(marks)
    page = marks.visit(f"{BASE}/{found.key}")
    assert "Say who at the desk looks after the concerns" in page.text

    page = marks.visit(f"{BASE}/{found.key}/edit").fill(care_of=str(kim.id)).press("Save the rules")
    page = marks.visit(f"{BASE}/{found.key}").press("Ask for approval")
    assert "You wrote this, so somebody else approves it" in page.text
    assert "Approve version" not in page.text

    page = leas.visit(f"{BASE}/{found.key}").press(f"Approve version {newest().n}")

    assert page.status == 200
    assert playbook().state is PlaybookState.LIVE
    assert newest().approved_by_id == lea.id


def test_nobody_approves_what_they_wrote(mark, lea, kim, sign_in):
    marks = sign_in(mark)
    found = take_over(marks)
    marks.visit(f"{BASE}/{found.key}/edit").fill(care_of=str(kim.id)).press("Save the rules")
    marks.visit(f"{BASE}/{found.key}").press("Ask for approval")

    answer = marks.post(
        f"{BASE}/{found.key}/approve",
        {"csrf_token": marks.csrf_token, "version": str(newest().n)},
    )

    assert answer.status == 403
    assert playbook().state is PlaybookState.DRAFT


def test_sent_back_says_why_to_who_wrote_it(mark, lea, kim, sign_in):
    marks, leas = sign_in(mark), sign_in(lea)
    found = take_over(marks)
    marks.visit(f"{BASE}/{found.key}/edit").fill(care_of=str(kim.id)).press("Save the rules")
    marks.visit(f"{BASE}/{found.key}").press("Ask for approval")

    leas.visit(f"{BASE}/{found.key}").fill(reason="Shorter").press("Send back")

    assert "Sent back: Shorter" in marks.visit(f"{BASE}/{found.key}").text


def test_a_playbook_is_written_from_nothing(mark, kim, sign_in):
    marks = sign_in(mark)
    page = marks.visit(f"{BASE}/new")
    page = page.fill(title="Two weeks on", care_of=str(kim.id)).press("Go on to the mail")
    assert page.h1 == "Mail 1 in English"

    page = page.fill(
        subject="How is the ((product|new one))?", heading="Hello ((first_name|there))",
        text="One press is enough.", with_answers=True, signature="((signer))",
    ).press("Save the mail")  # fmt: skip

    assert page.h1 == "Two weeks on"
    letter = newest().spec["steps"][0]["letters"]["en"]
    assert letter["subject"] == "How is the ((product|new one))?"
    assert [each["code"] for each in newest().spec["answers"]] == ["good", "wrong"]


def test_a_placeholder_that_does_not_exist_is_refused_and_nothing_is_lost(mark, sign_in):
    marks = sign_in(mark)
    found = take_over(marks)
    page = marks.visit(f"{BASE}/{found.key}/steps/1/en")

    page = page.fill(subject="Dear ((tier))").press("Save the mail")

    assert page.status == 422
    assert "There is no placeholder ((tier))" in page.text
    assert page.value("subject") == "Dear ((tier))"
    assert newest().n == 1


def test_each_number_opens_its_people(ana, ben, check_in, told, mark, sign_in):
    delivered(ana)
    delivered(ben)
    planned()
    sent()

    page = sign_in(mark).visit(f"{BASE}/{check_in.key}")

    assert "Meant for somebody 2" in page.text
    assert "Sent 1" in page.text
    assert "No permission 1" in page.text
    people = page.follow("No permission")
    assert "Ben Okafor" in people.text and "Ana Ruiz" not in people.text
    assert "never said yes" in people.text


def test_the_next_fortnight_names_who_gets_what_and_who_does_not(
    ana, ben, check_in, told, mark, sign_in
):
    with clock.stopped_at(MORNING.replace(day=15)):
        delivered(ana)
        delivered(ben)

        page = sign_in(mark).visit(f"{BASE}/{check_in.key}/calendar")

        assert "1 would go, 1 would not" in page.text
        assert "Consent: never said yes" in page.text


def test_a_mails_own_file_says_everything_that_made_it(
    ana, check_in, told, mark, kim, visitor, sign_in
):
    delivered(ana)
    planned()
    mail = sent()
    visitor.visit(link(mail, "a", "wrong")).press("Send this answer")

    for reader in (mark, kim):
        page = sign_in(reader).visit(f"/desk/messages/{mail.message_id}")
        for fact in (
            "Mark Adler", "Lea Moreau", "An order is delivered", "We ask how it does.",
            "Consent: R-", "Something is wrong", mails()[0].answer.ticket.number, told.number,
        ):  # fmt: skip
            assert fact in page.text, fact


def test_a_marketer_reads_no_other_mail(ana, mark, sign_in):
    other = make.message(to=ana)

    assert sign_in(mark).visit(f"/desk/messages/{other.id}").status == 404
    assert sign_in(mark).visit("/desk/messages").status == 403


def test_the_preview_is_the_mail_of_that_customer(ana, check_in, told, mark, sign_in):
    delivered(ana)
    page = sign_in(mark).visit(
        f"{BASE}/{check_in.key}/preview?customer={ana.customer.number}&view=text"
    )

    assert "Hello Ana," in page.text
    assert "How does your City 8 do?" in page.text
    answer = sign_in(mark).client.get(
        f"{BASE}/{check_in.key}/preview/page?customer={ana.customer.number}&language=ar"
    )
    assert 'dir="rtl"' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_test_mail_goes_to_whoever_asks(ana, check_in, mark, sign_in, mailbox):
    delivered(ana)
    page = sign_in(mark).visit(f"{BASE}/{check_in.key}/preview")

    page.press("Send a test to me")

    (test,) = mailbox.to("mark.adler@marlow.example.com") or mailbox.to(mark.email)
    assert test.subject == "Test: How does your City 8 do?"
    assert mails() == []


def test_pausing_and_going_on(check_in, lea, sign_in):
    leas = sign_in(lea)
    page = leas.visit(f"{BASE}/{check_in.key}").press("Pause")
    assert playbook().state is PlaybookState.PAUSED
    page = leas.visit(f"{BASE}/{check_in.key}").press("Let it go on")

    assert page.status == 200
    assert playbook().state is PlaybookState.LIVE


def test_an_agent_reads_and_changes_nothing(check_in, kim, sign_in):
    kims = sign_in(kim)

    assert kims.visit(BASE).status == 200
    assert kims.visit(f"{BASE}/{check_in.key}").status == 200
    assert kims.visit(f"{BASE}/{check_in.key}/edit").status == 403
    sent_form = {"csrf_token": kims.csrf_token}
    assert kims.post(f"{BASE}/{check_in.key}/pause", sent_form).status == 403


def test_somebody_is_enrolled_by_hand_once_a_day(ana, mark, lea, kim, told, sign_in):
    blank = documents.BLANK["steps"][0] | {"letters": {"en": PLAIN}}
    found = live(
        owner=mark, approved_by=lea, care_of=kim,
        trigger={"kind": "by_hand"}, steps=[blank], kind="advice", answers=[],
    )  # fmt: skip
    delivered(ana)
    for _ in range(2):
        page = sign_in(mark).visit(f"{BASE}/{found.key}").fill(customer=ana.customer.number)
        page.press("Enrol")

    assert len(mails()) == 1


def test_the_customers_page_asks_once_they_have_the_mail(ana, check_in, told, sign_in):
    delivered(ana)
    planned()
    sent()

    page = sign_in(ana).visit("/")

    assert "How does your City 8 do?" in page.text
    page = page.follow("Answer")
    page.press("Send this answer")
    assert "We asked you by mail" not in sign_in(ana).visit("/").text
