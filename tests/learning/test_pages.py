"""Proposals on the page of a concern, and the pages that say how often they are right."""

import pytest
from sqlalchemy import select

from portal.articles.models import ArticleVersion
from portal.articles.search import add
from portal.database import atomic, session
from portal.learning import jobs, likeness, training
from portal.learning.confirming import proposal_of
from portal.learning.models import DepartmentLearning, Field, Outcome, Proposal, Training
from portal.learning.proposing import do
from portal.tickets.handing_over import hand_over
from portal.tickets.models import Origin, Ticket, TicketKind
from portal.tickets.resolution import solve
from tests import make
from tests.learning.conftest import raised

SQUEALS = "The front brake squeals and the chain is broken"


@pytest.fixture
def ticket(ana, workshop, billing):
    training.run_due()
    made = raised(ana, SQUEALS, origin=Origin.WEB)
    jobs.read_what_came_in()
    return made


def page_of(ticket):
    return f"/desk/tickets/{ticket.number}"


def decide(browser, ticket, field="department", do="take"):
    return send(browser, f"{page_of(ticket)}/proposals/{field}", do=do)


def send(browser, path, **fields):
    """A form that the page does not have, with the key of one that it has."""
    return browser.post(path, {"csrf_token": browser.csrf_token, **fields})


def judged(rights, field=Field.DEPARTMENT, value="1", truth="2", **columns):
    """So many settled proposals, right or not."""
    with atomic():
        for ticket_id, is_right in rights:
            session.add(
                Proposal(
                    ticket_id=ticket_id, field=field, value=value, likelihood=0.5 + 0.4 * is_right,
                    abstains=False, because={}, model_version="x", decided_at=make.MONDAY,
                    outcome=Outcome.ACCEPTED if is_right else Outcome.CORRECTED,
                    truth=value if is_right else truth, **columns,
                )
            )  # fmt: skip


def test_the_proposal_says_what_and_because_of_which_words(ticket, kim, sign_in):
    page = sign_in(kim).visit(page_of(ticket))
    line = page.by_class("proposal")[0]

    assert "Workshop?" in line.text and "because" in line.text
    assert "first guess" in line.text
    assert [button for button in page.buttons() if "Take it" in button]


def test_kim_takes_it_and_undoes_it(ticket, kim, sign_in, workshop):
    browser = sign_in(kim)
    page = browser.visit(page_of(ticket)).press("Take it: Department Workshop")
    assert session.get_one(Ticket, ticket.id, populate_existing=True).department_id == workshop.id
    assert not page.by_class("proposal")

    page.press("Undo")
    assert session.get_one(Ticket, ticket.id, populate_existing=True).department_id is None
    assert browser.visit(page_of(ticket)).by_class("proposal")


def test_kim_says_no_and_thinks_again(ticket, kim, sign_in):
    page = sign_in(kim).visit(page_of(ticket)).press("No: Department Workshop")
    assert not page.by_class("proposal")
    assert "C-1001 is not Workshop" in page.flashes[0]

    page = page.press("Undo")
    assert page.by_class("proposal")


def test_what_the_portal_did_kim_takes_back_with_one_press(ticket, kim, sign_in, workshop):
    proposal = proposal_of(ticket, Field.DEPARTMENT)
    with atomic():
        do(session.get_one(Ticket, ticket.id), session.get_one(Proposal, proposal.id))
    page = sign_in(kim).visit(page_of(ticket))
    assert "done by the portal" in page.by_class("proposal")[0].text

    page.press("Undo: Department Workshop")
    assert session.get_one(Ticket, ticket.id, populate_existing=True).department_id is None
    session.refresh(proposal)
    assert proposal.outcome is Outcome.CORRECTED


@pytest.mark.parametrize("field", ["department", "nonsense", "topic"])
def test_nobody_but_the_desk_decides(ticket, ana, mark, visitor, sign_in, field):
    for browser in (sign_in(ana), sign_in(mark), visitor):
        assert decide(browser, ticket, field).status in (302, 303, 401, 403, 404, 200)
    session.expire_all()
    assert proposal_of(ticket, Field.DEPARTMENT).outcome is Outcome.OPEN


def test_what_is_not_proposed_cannot_be_taken(ticket, kim, sign_in):
    assert decide(sign_in(kim), ticket, "topic").status == 404
    assert decide(sign_in(kim), ticket, "nonsense").status == 404
    assert decide(sign_in(kim), ticket, do="explode").status == 200


def test_the_customer_never_reads_a_proposal_or_a_similar_concern(ana, ben, kim, sign_in, ticket):
    theirs = raised(ben, "My front brake squeals, the chain is broken, signed Ben Okafor")
    solve(theirs, by=kim)
    likeness.keep_up()
    jobs._look_again()
    jobs.read_what_came_in()
    page = sign_in(ana).visit(f"/concerns/{ticket.number}")

    assert "Workshop" not in page.text and "Ben Okafor" not in page.html
    assert "signed Ben Okafor" in sign_in(kim).visit(page_of(ticket)).text


def test_the_page_works_where_nothing_is_learned(ana, kim, sign_in):
    page = sign_in(kim).visit(page_of(make.ticket(by=ana)))

    assert page.status == 200 and not page.by_class("proposals")
    assert "Customer" in page.by_class("flank")[0].text


def test_the_customer_stands_beside_the_concern(ana, kim, sign_in):
    make.order(of=ana, stage="delivered")
    other = make.ticket(by=ana, subject="The bell is missing")
    flank = sign_in(kim).visit(page_of(make.ticket(by=ana))).by_class("flank")[0]

    assert "Owner" in flank.text and "Bought for" in flank.text
    assert other.subject in flank.text


def test_kim_says_what_kind_it_is(ticket, kim, sign_in):
    page = sign_in(kim).visit(page_of(ticket)).fill(kind="broken").press("Set kind")
    assert session.get_one(Ticket, ticket.id, populate_existing=True).kind is TicketKind.BROKEN

    page.press("Undo")
    assert session.get_one(Ticket, ticket.id, populate_existing=True).kind is TicketKind.QUESTION
    assert send(sign_in(kim), page_of(ticket) + "/kind", kind="nonsense").status == 422


def test_few_are_too_few_to_tell(ana, kim, sign_in, workshop, billing):
    tickets = [make.ticket(by=ana) for _ in range(3)]
    judged([(ticket.id, True) for ticket in tickets])
    page = sign_in(kim).visit("/desk/learning")

    assert "Too few to tell" in page.text and "3 of 3 were right" in page.text


def test_every_number_opens_its_concerns(ana, kim, sign_in, workshop, billing):
    tickets = [make.ticket(by=ana, subject=f"Number {each}") for each in range(30)]
    judged([(ticket.id, place >= 6) for place, ticket in enumerate(tickets)])
    browser = sign_in(kim)
    page = browser.visit("/desk/learning/department")
    assert "80 % right, between 63 and 90" in page.text

    wrong = page.follow("0 of 6")
    assert {f"Number {each}" in wrong.text for each in range(6)} == {True}
    assert "Number 7" not in wrong.text
    for link in [each["href"] for each in page.links if "/concerns" in each["href"]]:
        assert browser.visit(link).status == 200


@pytest.mark.parametrize(
    "address",
    ["?when=9999-W52", "?when=2026-W99", "?when=0001-01", "?when=2026-13", "?likely=nan",
     "?likely=1e999", "?after=-1", "?after=99999999999", "?value=%00&truth=%ff", "?outcome=x",
     "?value=99999999999999999999", "?when=2026-11&sure=1&aside=1&likely=0.5"],
)  # fmt: skip
def test_a_made_up_address_is_no_error(kim, sign_in, address):
    assert sign_in(kim).visit(f"/desk/learning/department/concerns{address}").status == 200
    assert sign_in(kim).visit("/desk/learning/nonsense").status == 404


def test_a_long_list_goes_on(ana, kim, sign_in):
    tickets = [make.ticket(by=ana, subject=f"Number {each}") for each in range(60)]
    judged([(ticket.id, True) for ticket in tickets])
    page = sign_in(kim).visit("/desk/learning/department/concerns?outcome=accepted")
    assert "Number 59" in page.text and "Number 5 " not in page.text

    older = page.follow("Older")
    assert "Number 0" in older.text and "Number 59" not in older.text


def test_lea_sets_what_it_may_do_and_kim_may_not(lea, kim, sign_in, workshop):
    assert sign_in(kim).visit("/desk/learning/departments").status == 403
    page = sign_in(lea).visit("/desk/learning/departments")
    page.fill(acts="1", topic=["trouble", "care"]).press("Save Workshop")
    found = session.get_one(DepartmentLearning, workshop.id)

    assert (found.acts, found.topics) == (True, {"topics": ["care", "trouble"]})
    assert session.get_one(Training, Field.DEPARTMENT).wanted_at is not None


def test_lea_has_it_learn_again(lea, kim, sign_in, workshop, billing):
    assert send(sign_in(kim), "/desk/learning/again").status == 403
    training.run_due()
    sign_in(lea).visit("/desk/learning").press("Learn again now")

    session.expire_all()
    assert training.is_due(Field.DEPARTMENT)


def test_articles_about_its_words_stand_beside(ana, kim, lea, sign_in):
    make.article(by=lea)
    version = session.scalars(select(ArticleVersion)).first()
    add(version)
    ticket = make.ticket(by=ana, subject=version.title)

    assert version.title in sign_in(kim).visit(page_of(ticket)).by_class("flank")[0].text


def test_a_page_costs_the_same_with_many_similar_ones(ana, kim, ticket, sign_in):
    for each in range(8):
        solve(raised(ana, f"The front brake squeals, chain broken, sample {each}"), by=kim)
    likeness.keep_up()
    jobs._look_again()
    while jobs.read_what_came_in():
        pass

    flank = sign_in(kim).visit(page_of(ticket)).by_class("flank")[0]
    links = [each for each in flank.by_class("lines") if "sample" in each.text]
    assert len(links[-1].all(".//a")) == likeness.MOST


def test_a_department_that_was_retired_meanwhile_cannot_be_taken(ticket, kim, sign_in, workshop):
    with atomic():
        session.get_one(type(workshop), workshop.id).retired_at = make.MONDAY
    page = decide(sign_in(kim), ticket)

    assert "can no longer be chosen" in page.text
    assert session.get_one(Ticket, ticket.id, populate_existing=True).department_id is None


def test_a_merged_concern_is_proposed_nothing(ana, kim, ticket, billing):
    hand_over(ticket, to=billing, by=kim)
    session.refresh(proposal_of(ticket, Field.DEPARTMENT))
    assert proposal_of(ticket, Field.DEPARTMENT).truth == str(billing.id)
