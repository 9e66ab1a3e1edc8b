"""The same at the desk's pages, and what the customer sees of it."""

import pytest
from sqlalchemy import select

from portal.database import session
from portal.tickets import known_issues, tasks
from portal.tickets.merging import merge
from portal.tickets.models import Reply, Ticket, TicketState
from tests import make


def desk(browser, ticket, verb=""):
    return browser.visit(f"/desk/tickets/{ticket.number}{verb}")


def send(browser, path, fields=None):
    """A form sent with the browser's own token."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **(fields or {})})


def test_kim_merges_by_number_and_undoes_it(ana, kim, sign_in):
    brake, again = make.ticket(by=ana), make.ticket(by=ana, body="It still squeals.")

    page = desk(sign_in(kim), again, "/merge").fill(into=brake.number).press("Merge into it")
    assert page.path.endswith(brake.number)
    assert "It still squeals." in page.text

    page.press("Undo")
    session.expire_all()
    assert not again.is_merged
    assert len(again.replies) == 1


def test_kim_merges_several_into_one_and_undoes_all(ana, kim, sign_in):
    brake, two, three = (make.ticket(by=ana) for _ in range(3))

    browser = sign_in(kim)
    chosen = {"ticket": [two.number, three.number]}
    page = send(browser, f"/desk/tickets/{brake.number}/merge", chosen)
    assert f"Unmerge {two.number}" in page.buttons()
    page.press("Undo")

    session.expire_all()
    assert (two.is_merged, three.is_merged) == (False, False)


def test_another_customers_number_gets_the_answer_of_an_unknown_one(ana, ben, kim, sign_in):
    ticket, bens = make.ticket(by=ana), make.ticket(by=ben, subject="Canary")
    browser = sign_in(kim)

    def answer(number):
        page = desk(browser, ticket, "/merge").fill(into=number).press("Merge into it")
        return page.status, page.text.replace(number, "?")

    assert answer(bens.number) == answer("C-9999")
    assert answer(bens.number)[0] == 422
    assert "Canary" not in answer(bens.number)[1]


@pytest.mark.parametrize("into", ["x" * 5000, "\x01", "C-0", "-1", "C-99999999999999"])
def test_nonsense_for_a_number_is_refused(ana, kim, sign_in, into):
    browser, ticket = sign_in(kim), make.ticket(by=ana)
    assert send(browser, f"/desk/tickets/{ticket.number}/merge", {"into": into}).status == 422
    assert send(browser, f"/desk/tickets/{ticket.number}/merge", {}).status == 422


def test_the_old_number_leads_the_customer_to_the_survivor(ana, ben, kim, sign_in):
    brake, again = make.ticket(by=ana), make.ticket(by=ana, subject="Squeals again")
    merge([again], into=brake, by=kim)

    page = sign_in(ana).visit(f"/concerns/{again.number}")
    assert page.path.endswith(f"/concerns/{brake.number}")
    assert f"Your concern {again.number} goes on here" in page.text
    assert "Squeals again" not in sign_in(ana).visit("/concerns").text
    assert sign_in(ben).visit(f"/concerns/{again.number}").status == 404


def test_a_form_opened_before_the_merge_still_reaches_the_desk(ana, kim, sign_in):
    brake, again = make.ticket(by=ana), make.ticket(by=ana)
    page = sign_in(ana).visit(f"/concerns/{again.number}").fill(your_reply="One thing more.")
    merge([again], into=brake, by=kim)

    page.press("Send reply")

    said = session.scalars(select(Reply).where(Reply.body == "One thing more.")).one()
    assert said.ticket_id == brake.id


def test_the_desk_s_old_page_leads_to_the_survivor_and_does_nothing(ana, kim, sign_in):
    brake, again = make.ticket(by=ana), make.ticket(by=ana)
    merge([again], into=brake, by=kim)
    browser = sign_in(kim)

    assert desk(browser, again).path.endswith(brake.number)
    send(browser, f"/desk/tickets/{again.number}/solve", {})
    session.expire_all()
    assert brake.state is TicketState.NEW


def test_kim_splits_and_undoes_it(ana, kim, sign_in):
    brake = make.ticket(by=ana)
    bell = make.reply(brake, by=ana, body="And which bell?")

    browser = sign_in(kim)
    chosen = {"word": str(bell.id), "subject": "A bell"}
    page = send(browser, f"/desk/tickets/{brake.number}/split", chosen)
    begun = session.scalars(select(Ticket).where(Ticket.subject == "A bell")).one()
    assert "And which bell?" in page.text

    page.press("Undo")
    session.expire_all()
    assert begun.merged_into_id == brake.id


def test_kim_unmerges_and_takes_a_later_word_along(ana, kim, sign_in):
    brake, again = make.ticket(by=ana), make.ticket(by=ana)
    merge([again], into=brake, by=kim)
    later = make.reply(brake, by=ana, body="The August one.")

    browser = sign_in(kim)
    assert "The August one." in desk(browser, brake, "/merge").text
    send(browser, f"/desk/tickets/{again.number}/unmerge", {"word": str(later.id)})

    session.expire_all()
    assert later.ticket_id == again.id


def test_kim_snoozes_and_undoes_it(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    due_at = ticket.due_at
    browser = sign_in(kim)
    page = desk(browser, ticket).fill(reason="Part comes").press("Tomorrow 9:00")
    assert "Part comes" in page.text
    assert not browser.visit("/desk?view=needs-reply").by_class("qrow")

    desk(browser, ticket).press("Wake")
    session.expire_all()
    assert ticket.due_at == due_at


@pytest.mark.parametrize("at", ["", "yesterday", "2020-01-01T09:00", "9999-12-31T09:00"])
def test_a_moment_that_is_none_is_refused(ana, kim, sign_in, at):
    ticket = make.ticket(by=ana)
    page = send(sign_in(kim), f"/desk/tickets/{ticket.number}/snooze", {"at": at})
    assert page.status == 422
    session.expire_all()
    assert not ticket.is_snoozed


def test_kim_follows_and_sets_tasks(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    browser = sign_in(kim)
    desk(browser, ticket).press("Follow")
    assert "Stop following" in desk(browser, ticket).buttons()

    url = f"/desk/tickets/{ticket.number}/tasks"
    send(
        browser, url, {"tasks": "Ask Ana\nOrder pads", "due": "2020-01-02", "assignee": str(kim.id)}
    )
    mine = browser.visit("/desk/tasks")
    assert "Ask Ana" in mine.text and "Order pads" in mine.text
    task = tasks.of(ticket)[0]
    send(browser, f"{url}/{task.id}/done", {})
    assert "Ask Ana" not in browser.visit("/desk/tasks").text
    for wrong in ({"tasks": ""}, {"tasks": "x", "due": "soon"}, {"tasks": "x", "assignee": "0"}):
        assert send(browser, url, wrong).status == 422


def test_a_checklist_becomes_tasks(ana, kim, sign_in):
    ticket, browser = make.ticket(by=ana), sign_in(kim)
    page = browser.visit("/desk/checklists").fill(name="Recall", lines="Ask\nOrder")
    page.press("Keep it")
    kept = tasks.checklists()[0]
    send(browser, f"/desk/tickets/{ticket.number}/tasks", {"checklist": str(kept.id)})

    assert [task.text for task in tasks.of(ticket)] == ["Ask", "Order"]
    page = browser.visit("/desk/checklists").press("Remove Recall")
    assert not tasks.checklists()
    page.press("Undo")
    assert len(tasks.checklists()) == 1


def test_kim_opens_an_issue_links_and_answers(ana, ben, kim, sign_in, mailbox):
    tickets = [make.ticket(by=ana), make.ticket(by=ben)]
    browser = sign_in(kim)
    page = browser.visit("/desk/known-issues").fill(title="Batch 7 squeals").press("Open it")
    page = page.fill(numbers=" ".join(each.number for each in tickets)).press("Link them")
    page = page.fill(body="New pads are on their way.").press("Send to all")

    assert page.status == 200
    assert len(mailbox.to("ana@example.com")) == len(mailbox.to("ben@example.com")) == 1
    assert "Batch 7 squeals" in browser.visit("/desk/known-issues").text
    assert "Batch 7" not in sign_in(ana).visit(f"/concerns/{tickets[0].number}").text


def test_a_wrong_number_or_no_words_come_back_with_what_was_typed(kim, sign_in):
    issue, browser = known_issues.open_issue("Pads", by=kim), sign_in(kim)
    url = f"/desk/known-issues/{issue.number}"
    page = send(browser, f"{url}/tickets", {"numbers": "C-77 nonsense"})
    assert (page.status, page.value("numbers")) == (422, "C-77 nonsense")
    assert send(browser, f"{url}/answer", {"body": ""}).status == 422
    assert send(browser, "/desk/known-issues", {"title": ""}).status == 422


@pytest.mark.parametrize(
    "path", ["/desk/tasks", "/desk/checklists", "/desk/known-issues", "/desk/tickets/C-1001/merge"]
)
def test_marketing_and_customers_stay_outside(ana, mark, sign_in, path):
    make.ticket(by=ana)
    assert sign_in(mark).visit(path).status == 403
    assert sign_in(ana).visit(path).status in (403, 404)
