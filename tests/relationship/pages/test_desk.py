"""The policy and a customer's levels at the desk, and the gate that asks them."""

from sqlalchemy import select

from portal.database import session
from portal.history.models import Entry
from portal.promises.models import Level
from portal.relationship import levels, publishing, starting
from tests.followups.conftest import check_in, told
from tests.followups.making import DUE, delivered, mails, planned, sent
from tests.owed.making import decided

__all__ = ["check_in", "told"]


def test_it_begins_with_the_rules_to_begin_with(lea, sign_in):
    page = sign_in(lea).visit("/desk/relationship")
    assert "No policy holds yet" in page.text

    page = page.press("Let these rules hold")

    assert page.flashes == ["Version 1 holds from now on"]
    assert "How it does, within 10 working days after delivery" in page.text


def test_a_new_product_line_is_the_next_version(mark, kim, lea, sign_in):
    publishing.publish(starting.document(), seen=0, reason="To begin", by=lea)

    page = sign_in(mark).visit("/desk/relationship").follow("New product line")
    page = page.fill(
        name="Bikes", products="City 8\nTourer", owner=str(kim.id), reason="Bikes are asked about",
        accountable_name_1="How it rides", accountable_days_1="7",
    ).press("Publish the next version")  # fmt: skip

    assert page.flashes == ["Version 2 holds from now on"]
    assert "How it rides, within 7 working days after delivery" in page.text
    assert publishing.rules_in_force().line_of("Tourer").owner_id == kim.id


def test_half_a_check_in_is_said_beside_the_field(lea, sign_in):
    publishing.publish(starting.document(), seen=0, reason="To begin", by=lea)

    page = sign_in(lea).visit("/desk/relationship/lines/others")
    page = page.fill(reason="A try", basic_name_1="How it does").press("Publish the next version")

    assert page.status == 422
    assert page.errors == ["Name the check-in and its working days"]


def test_an_older_version_holds_again_as_the_next(lea, sign_in):
    decided(lea)
    decided(lea, default="basic")

    page = sign_in(lea).visit("/desk/relationship/versions/1").press("Let version 1 hold again")

    assert page.flashes == ["Version 3 holds from now on"]
    assert publishing.rules_in_force().lines[-1].default is Level.ACCOUNTABLE


def test_an_agent_reads_the_policy_and_decides_nothing(kim, lea, sign_in):
    decided(lea)

    assert sign_in(kim).visit("/desk/relationship").status == 200
    assert sign_in(kim).visit("/desk/relationship/lines/others").status == 403


def test_a_level_is_decided_with_a_reason_and_stands_in_the_history(ana, lea, sign_in):
    decided(lea)
    delivered(ana)

    page = sign_in(lea).visit(f"/desk/relationship/customers/{ana.customer.number}")
    page = page.fill(product="City 8", level="basic", reason="Asked for no more").press("Decide")

    assert page.flashes == ["City 8: basic from now on"]
    assert "Decided for them: Asked for no more." in page.text
    (entry,) = session.scalars(select(Entry).where(Entry.kind == "customer.level"))
    assert entry.sentence == "put City 8 of this customer on the level basic: Asked for no more"


def test_what_the_level_forbids_is_not_sent_and_the_row_says_why(ana, lea, check_in, told):
    decided(lea)
    delivered(ana)
    levels.decide(ana.customer, "City 8", level=Level.BASIC, reason="Asked for no more", by=lea)
    planned()

    sent()

    (mail,) = mails()
    assert mail.stopped_by == "relationship"
    assert mail.reason == (
        "basic with City 8: no check-ins at this level (decided for them: Asked for no more)"
    )


def test_a_level_changed_after_planning_counts_at_the_claim(ana, lea, check_in, told):
    decided(lea)
    delivered(ana)
    planned(DUE)
    levels.decide(ana.customer, "", level=Level.REACTIVE, reason="They rang", by=lea)

    sent()

    assert mails()[0].stopped_by == "relationship"


def test_a_product_with_too_long_a_name_is_refused_in_the_form(lea, sign_in):
    decided(lea)

    page = sign_in(lea).visit("/desk/relationship").follow("New product line")
    page = page.fill(name="Bikes", products="x" * 251, reason="A try")
    page = page.press("Publish the next version")

    assert page.status == 422
    assert "A product of Bikes has too long a name" in page.text
