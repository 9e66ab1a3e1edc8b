"""The customer's page of a draft: for staff, marked, and of no consequence."""

import sqlalchemy as sa

from portal.building import gathering, publishing
from portal.building.count_models import ChoiceCount
from portal.building.models import Build
from portal.database import session
from tests.building.models import BIKE, TOO_FINE, published
from tests.rig.browserless import both_ways

DRAFT = BIKE.replace('label = "Titanium"', 'label = "Scandium"')


@both_ways
def test_staff_choose_in_the_draft_and_see_that_it_is_one(app, mona, visitor, sign_in, htmx):
    published()
    publishing.add_draft(DRAFT, by=mona)

    page = sign_in(mona).visit("/desk/models/city/preview?frame=steel")
    assert "Draft of version 2. Only staff see this page" in page.text
    page = page.press("Change Frame to have Bare metal", htmx=htmx)

    assert "Frame: Scandium instead of Steel" in page.text
    assert page.url.split("?")[0].endswith("/desk/models/city/preview")
    assert "Scandium" not in visitor.visit("/build/city").text


def test_nothing_is_saved_or_counted(app, mona, sign_in):
    publishing.add_draft(DRAFT, by=mona)
    whole = "frame=steel&colour=red&tyres=36&bags=0"

    page = sign_in(mona).visit(f"/desk/models/city/preview?{whole}")

    assert not page.has_id("keep") and "Review your build" not in page.text
    gathering.add_up_what_was_counted()
    assert not session.scalar(sa.select(sa.func.count()).select_from(ChoiceCount))
    assert not session.scalar(sa.select(sa.func.count()).select_from(Build))


def test_without_a_draft_there_is_no_preview(app, mona, sign_in):
    published()

    assert sign_in(mona).visit("/desk/models/city/preview").status == 404


def test_a_draft_that_nothing_can_be_worked_out_of_is_not_shown(app, mona, sign_in):
    published()
    publishing.add_draft(TOO_FINE, by=mona)

    page = sign_in(mona).visit("/desk/models/city/preview")

    assert page.url.endswith("/desk/models/city")
    assert "The checker has to be satisfied before it can be shown" in page.flashes[0]
