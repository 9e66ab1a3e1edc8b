"""Versions: drafts that may change, and published ones that never do."""

from collections import OrderedDict

import pytest

from portal.building import compiling, publishing, queries
from portal.building.compiling import folder, ready
from portal.building.configuring import configured
from portal.building.models import ModelVersion, PublishedForEver, VersionState
from portal.configurator import publishing as engines
from portal.configurator.faults import NoBuild, Unsound
from portal.database import atomic, session
from tests.building.models import BIKE, PICTURE, published

CHEAPER = BIKE.replace("price = 100000", "price = 90000")


def test_the_newest_published_version_is_what_customers_choose_from(app, adam):
    first = published()
    draft = publishing.add_draft(CHEAPER, by=adam)

    assert session.scalars(queries.offered_as("city")).one() is first
    publishing.publish(draft, by=adam)
    assert session.scalars(queries.offered_as("city")).one() is draft
    assert (draft.n, draft.state, draft.published_by) == (2, VersionState.PUBLISHED, adam)
    assert draft.picture == PICTURE
    publishing.withdraw(draft, by=adam)
    assert session.scalars(queries.offered_as("city")).one() is first


@pytest.mark.parametrize(
    "change", [{"source": CHEAPER}, {"sha256": "0"}, {"n": 9}, {"picture": ""},
               {"state": VersionState.DRAFT, "published_at": None}],
)  # fmt: skip
def test_a_published_version_never_changes(app, change):
    version = published()

    with pytest.raises(PublishedForEver), atomic():
        for name, value in change.items():
            setattr(version, name, value)
    session.rollback()
    assert configured(version, []).price.minor == 96000 + 4000


def test_a_published_version_is_not_deleted(app):
    version = published()

    with pytest.raises(PublishedForEver), atomic():
        session.delete(version)


def test_what_was_chosen_of_an_older_version_stays_what_it_was(app):
    first = published()
    picks = [("frame", "steel"), ("colour", "red"), ("tyres", "36"), ("bags", "0")]
    before = configured(first, picks)
    second = published(CHEAPER)

    assert configured(first, picks).price == before.price
    assert configured(second, picks).price.minor == before.price.minor - 10_000


def test_two_editors_of_a_draft_lose_nothing(app, adam):
    draft = publishing.add_draft(BIKE, by=adam)
    publishing.change_draft(draft, CHEAPER, edits=0, by=adam)

    with pytest.raises(publishing.ChangedMeanwhile):
        publishing.change_draft(draft, BIKE, edits=0, by=adam)
    assert draft.source == CHEAPER


def test_a_model_without_any_build_is_not_published(app, adam):
    void = BIKE + '[[rules]]\nid = "no"\nbecause = "No."\nwhen = "bags >= 0"\nthen = "bags > 9"\n'
    draft = publishing.add_draft(void, by=adam)

    with pytest.raises(NoBuild):
        publishing.publish(draft, by=adam)
    assert draft.is_draft


def test_a_group_may_not_be_called_like_our_own_addresses(app, adam):
    with pytest.raises(Unsound, match="fix"):
        publishing.add_draft(BIKE.replace('"bags"', '"fix"').replace("bags >=", "fix >=")
                             .replace("bags = 2", "fix = 2"), by=adam)  # fmt: skip


def test_a_file_brought_in_twice_is_there_once(app):
    assert published() is published()
    assert published(CHEAPER).n == 2


@pytest.fixture
def cold(monkeypatch):
    """A process that has compiled nothing yet."""
    monkeypatch.setattr(engines, "_engines", OrderedDict())
    monkeypatch.setattr(compiling, "_ready", OrderedDict())


def test_half_a_compiled_file_is_made_again(app, cold):
    version = published()
    engines._engines.clear()
    for path in folder().iterdir():
        path.write_bytes(path.read_bytes()[:40])

    assert ready(version).compiled.exact


def bring_it_in(number: int) -> int:
    return publishing.bring_in(BIKE, publish_it=True, by=None).n


def open_it(version_id: int) -> int:
    version = session.get_one(ModelVersion, version_id)
    return configured(version, [("frame", "titanium")]).price.minor


def test_eight_who_bring_in_the_same_model_make_one(app, race):
    answers = race(bring_it_in, each=[(number,) for number in range(8)])
    kept = session.query(ModelVersion).all()

    assert {each for each in answers if isinstance(each, int)} <= set(range(1, 9))
    assert len({each.n for each in kept}) == len(kept)
    assert session.scalars(queries.offered_as("city")).one().state is VersionState.PUBLISHED


def test_eight_processes_after_a_crash_rebuild_what_was_left_incomplete(app, race, cold):
    version = published()
    engines._engines.clear()
    for path in folder().iterdir():
        path.write_bytes(path.read_bytes()[:100])

    answers = race(open_it, 8, version.id)
    assert set(answers) == {configured(version, [("frame", "titanium")]).price.minor}
    assert len(list(folder().glob("*.graph"))) == len(list(folder().iterdir()))
