"""Publishing at the desk: what differs, for whom, and one of two who do it at once."""

from collections import OrderedDict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product

import pytest

from portal import clock
from portal.accounts.models import User
from portal.building import drafts, publishing, queries, saving
from portal.building.configuring import configured
from portal.building.editing import edit
from portal.building.models import ModelVersion, VersionState
from portal.configurator import files
from portal.configurator import publishing as engines
from portal.configurator.engine.searching import SearchEngine
from portal.configurator.model import Stage
from portal.database import session
from portal.quotes import asking
from portal.releasing import checking, steps
from portal.releasing.differences import differences
from tests.building.models import BIKE, TOO_FINE, published

PICKS = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]
WITHOUT_RED = BIKE.replace('id = "red"\nlabel = "Red"', 'id = "wine"\nlabel = "Wine red"').replace(
    "frame = titanium\", \"colour = red", "frame = titanium\", \"colour = wine"
).replace('"colour = red", ', "")  # fmt: skip
DEARER = BIKE.replace('label = "36 mm"', 'label = "36 mm"\nprice = 900')
VOID = BIKE + '[[rules]]\nid = "no"\nbecause = "No."\nwhen = "bags >= 0"\nthen = "bags > 9"\n'


@pytest.fixture
def city(app):
    return published()


def drafted(text, by):
    draft = publishing.add_draft(text, by=by)
    checking.check(draft)
    return draft


def test_the_page_says_what_differs_in_words(city, mona, sign_in):
    drafted(DEARER.replace("Only titanium is rust-free", "Only titanium keeps"), mona)

    page = sign_in(mona).visit("/desk/models/city/publish")

    assert "Tyres: 36 mm, price" in page.text and "9.00 EUR" in page.text
    assert "Only titanium keeps without paint." in page.text


def test_the_page_says_who_is_affected_and_why(city, ana, ben, mona, sign_in):
    saving.save(city, configured(city, PICKS), by=ana)
    build = saving.save(city, configured(city, [*PICKS[:2], ("tyres", "45"), PICKS[3]]), by=ben)
    asking.ask(build, quantity=1, words="", by=ben)
    drafted(WITHOUT_RED, mona)

    page = sign_in(mona).visit("/desk/models/city/publish")

    assert "2 saved builds and 1 open quote are affected" in page.text
    assert "Colour: Red" in page.text and build.code in page.text


def test_a_build_that_only_costs_more_says_how_much(city, ana, ben, mona, sign_in):
    saving.save(city, configured(city, PICKS), by=ana)
    saving.save(city, configured(city, [("tyres", "50")]), by=ben)
    drafted(DEARER, mona)

    page = sign_in(mona).visit("/desk/models/city/publish")

    assert "1 saved build and 0 open quotes are affected" in page.text
    assert "costs 9 € more" in page.text


def test_publishing_with_a_note_is_remembered(city, mona, sign_in):
    draft = drafted(DEARER, mona)

    page = sign_in(mona).visit("/desk/models/city/publish")
    page = page.fill(note="Tyres cost more\nsince May").press("Publish version 2")

    assert "Version 2 of City bike is what customers choose from now" in page.flashes[0]
    assert session.scalars(queries.offered_as("city")).one().id == draft.id
    assert "Version 2 published by Mona" in page.text and "since May" in page.text


def test_what_contradicts_itself_is_not_published(city, mona, sign_in):
    drafted(VOID, mona)

    page = sign_in(mona).visit("/desk/models/city/publish").press("Publish version 2")

    assert page.status == 422
    assert "“no”" in page.text
    assert session.scalars(queries.offered_as("city")).one().n == 1


def test_who_comes_second_is_told_who_was_faster(city, mona, adam, sign_in):
    drafted(DEARER, mona)
    slow = sign_in(adam).visit("/desk/models/city/publish")
    sign_in(mona).visit("/desk/models/city/publish").press("Publish version 2")

    page = slow.press("Publish version 2")

    assert page.status == 409
    assert "published it before you" in page.text


def test_a_draft_that_was_changed_since_is_looked_at_again(city, mona, adam, sign_in):
    draft = drafted(DEARER, mona)
    page = sign_in(mona).visit("/desk/models/city/publish")
    edit(draft, DEARER.replace("900", "800"), what="a price", seen=draft.edits, by=adam)

    page = page.press("Publish version 2")

    assert page.status == 409 and "look again" in page.text
    assert "8.00 EUR" in page.text
    assert page.press("Publish version 2").status == 200


def test_withdrawing_says_what_customers_then_choose_from(city, mona, sign_in):
    publishing.publish(publishing.add_draft(DEARER, by=mona), by=mona)

    page = sign_in(mona).visit("/desk/models/city/publish").follow("Withdraw version 2")
    assert "choose from version 1 again" in page.text
    page = page.fill(note="Wrong price").press("Withdraw it")

    assert session.scalars(queries.offered_as("city")).one().n == 1
    assert "Version 2 withdrawn by Mona" in page.text
    page = page.follow("Withdraw version 1")
    assert "cannot choose this model any more" in page.text
    page.press("Withdraw it")
    assert sign_in(mona).visit("/desk/models/city/withdraw").status == 404
    assert sign_in(mona).visit("/build/city").status == 404


def test_withdrawing_twice_withdraws_one_version(city, mona, adam, sign_in):
    publishing.publish(publishing.add_draft(DEARER, by=mona), by=mona)
    one, other = (sign_in(each).visit("/desk/models/city/withdraw") for each in (mona, adam))
    one.press("Withdraw it")

    page = other.press("Withdraw it")

    assert "It was withdrawn or replaced meanwhile" in page.flashes[0]
    assert session.scalars(queries.offered_as("city")).one().n == 1


def test_a_draft_that_nothing_can_be_worked_out_of_says_so(city, ana, mona, sign_in):
    saving.save(city, configured(city, PICKS), by=ana)
    drafted(TOO_FINE, mona)

    page = sign_in(mona).visit("/desk/models/city/publish")
    assert "could not be tried in the draft" in page.text
    page = page.press("Publish version 2")

    assert page.status == 422 and "too many different amounts" in page.text


def birds(count):
    """More birds than holes, and no two in one: short to say, and long to search."""
    text = 'id = "city"\nname = "City bike"\ncurrency = "EUR"\n'
    for bird in range(count):
        text += f'[[groups]]\nid = "b{bird}"\nlabel = "Bird {bird}"\n'
        for hole in range(count - 1):
            text += f'[[groups.options]]\nid = "h{hole}"\nlabel = "Hole {hole}"\n'
    for hole, (one, other) in product(range(count - 1), combinations(range(count), 2)):
        both = f'["b{one} = h{hole}", "b{other} = h{hole}"]'
        text += (
            f'[[rules]]\nid = "{hole}-{one}-{other}"\nbecause = "Full."\nnot_together = {both}\n'
        )
    return text


def test_a_draft_that_is_too_hard_to_try_is_not_published(city, mona, sign_in, monkeypatch):
    publishing.add_draft(birds(10), by=mona)
    slow = engines.searched(files.read(birds(10)), seconds=0.2)
    monkeypatch.setattr(engines, "_engines", OrderedDict({slow.lowered.key: slow.engine}))
    monkeypatch.setitem(SearchEngine.cheapest.__kwdefaults__, "seconds", 0.2)

    page = sign_in(mona).visit("/desk/models/city/publish").press("Publish version 2")

    assert page.status == 422 and "too hard to be tried in time" in page.text


def test_yen_have_no_cents_and_parts_of_a_stage_are_read_as_words():
    welding = Stage("weld", "Welding", "it is being welded")
    was = replace(files.read(BIKE.replace('"EUR"', '"JPY"')), stages=(welding,))
    parts = {"frame": "Frame", "fork": "Fork"}
    now = replace(was, price=90_000, stages=(replace(welding, parts=parts),))

    told = {each.what: (each.was, each.now) for each in differences(was, now)}
    assert told["Price of the bare product"] == ("100000 JPY", "90000 JPY")
    assert told["Welding, parts of the work"] == ("none", "Frame, Fork")


def test_others_cannot(city, ana, kim, lea, mona, sign_in):
    drafted(DEARER, mona)
    for path in ("publish", "withdraw", "preview", "file", "file/draft.toml"):
        assert sign_in(ana).visit(f"/desk/models/city/{path}").status == 404
        assert sign_in(kim).visit(f"/desk/models/city/{path}").status == 403
        assert sign_in(lea).visit(f"/desk/models/city/{path}").status == 403


def publish_it(version_id: int) -> str:
    draft = session.get_one(ModelVersion, version_id)
    by = session.get_one(User, draft.changed_by_id)
    try:
        steps.publish(draft, seen=draft.edits, note="", by=by)
    except publishing.NotADraft:
        return "too late"
    return "published"


def test_eight_publish_at_once_and_one_does(city, mona, race):
    draft = drafted(DEARER, mona)

    answers = race(publish_it, 8, draft.id)

    assert sorted(answers) == ["published"] + ["too late"] * 7
    session.expire_all()
    assert drafts.published_of("city").id == draft.id


def check_it(version_id: int) -> bool:
    return checking.check(session.get_one(ModelVersion, version_id))


def test_eight_workers_try_a_draft_once(city, ana, mona, race):
    saving.save(city, configured(city, PICKS), by=ana)
    draft = publishing.add_draft(WITHOUT_RED, by=mona)

    answers = race(check_it, 8, draft.id)

    assert sorted(answers) == [False] * 7 + [True]
    session.expire_all()
    assert checking.of(draft).builds.of == 1


def test_what_was_tried_rests_until_somebody_asks_for_it_anew(city, ana, ben, mona, sign_in):
    saving.save(city, configured(city, PICKS), by=ana)
    draft = drafted(WITHOUT_RED, mona)
    saving.save(city, configured(city, PICKS), by=ben)
    later = clock.now() + timedelta(hours=1)

    with clock.stopped_at(later):
        assert checking.try_drafts() == 0
        page = sign_in(mona).visit("/desk/models/city/publish").press("Try them again")
        assert "are being tried in the draft" in page.text
        assert not checking.forget(draft)
        assert (checking.try_drafts(), checking.try_drafts()) == (1, 0)
    assert checking.of(draft).builds.of == 2


def test_a_draft_that_was_changed_is_tried_anew(city, ana, mona):
    saving.save(city, configured(city, PICKS), by=ana)
    draft = drafted(WITHOUT_RED, mona)
    assert checking.of(draft).builds.affected == 1

    edit(draft, BIKE + "\n", what="back", seen=draft.edits, by=mona)
    assert checking.of(draft) is None
    checking.check(draft)
    assert checking.of(draft).builds.affected == 0
    assert draft.state is VersionState.DRAFT
