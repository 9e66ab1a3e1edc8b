"""Counting what customers do, by version and day, with nobody behind it."""

import json
from datetime import date

import sqlalchemy as sa

from portal.building import count_files, counting, gathering
from portal.building.count_models import ChoiceCount, GatheredFile
from portal.building.counting import folder
from portal.building.models import ModelVersion
from portal.database import session
from tests.building.models import published
from tests.rig.browserless import both_ways

WHOLE = "frame=steel&colour=red&tyres=36&bags=0"


def counted(measure=None):
    gathering.add_up_what_was_counted()
    session.expire_all()
    found = session.execute(sa.select(ChoiceCount.measure, ChoiceCount.subject, ChoiceCount.count))
    rows = {(each.measure, each.subject): each.count for each in found if each.count}
    return rows if measure is None else {s: n for (m, s), n in rows.items() if m == measure}


@both_ways
def test_an_option_is_chosen_once_and_the_last_group_is_where_they_stand(app, visitor, htmx):
    published()
    page = visitor.visit("/build/city")
    page = page.fill(frame="titanium").press("Show price", htmx=htmx)
    page = page.fill(colour="blue").press("Show price", htmx=htmx)

    assert counted() == {
        ("opened", ""): 1, ("began", ""): 1, ("last", "colour"): 1,
        ("chosen", "frame:titanium"): 1, ("chosen", "colour:blue"): 1,
    }  # fmt: skip


@both_ways
def test_what_is_asked_for_and_what_gives_way_for_it(app, visitor, htmx):
    published()
    page = visitor.visit(f"/build/city?{WHOLE}").fill(tyres="45").press("Show price", htmx=htmx)
    page.press("Change Frame to have Bare metal", htmx=htmx)

    assert counted() == {
        ("opened", ""): 1, ("began", ""): 1, ("last", "colour"): 1,
        ("chosen", "tyres:45"): 1, ("chosen", "colour:bare"): 1, ("asked", "colour:bare"): 1,
        ("gave-way", "frame:steel"): 1, ("in-the-way", "bare-titanium"): 1,
    }  # fmt: skip


@both_ways
def test_who_begins_with_a_whole_build_begins_once(app, visitor, htmx):
    published()
    page = visitor.visit("/build/city").press("Lowest price", htmx=htmx)
    assert counted() == {
        ("opened", ""): 1, ("began", ""): 1, ("started", "cheapest"): 1, ("last", "*"): 1,
    }  # fmt: skip
    page.fill(tyres="45").press("Show price", htmx=htmx)

    assert (counted("began"), counted("last")) == ({"": 1}, {"tyres": 1})


def test_taking_it_back_is_no_new_visit(app, visitor):
    published()
    page = visitor.visit(f"/build/city?{WHOLE}").press("Change Frame to have Bare metal")
    page.follow("Undo")

    assert counted("opened") == {"": 1}
    assert counted("last") == {"colour": 1}


def test_choices_that_clash_name_the_one_that_was_wanted(app, visitor):
    published()
    page = visitor.visit("/build/city?bags=2&extras=rack")
    trail = page.value("trail")
    visitor.visit(f"/build/city?colour=red&frame=titanium&trail={trail}")

    assert counted("in-the-way") == {"titanium-colours": 1}
    assert sum(counted("asked").values()) == 1


def test_what_is_saved_is_no_place_where_somebody_stopped(app, ana, sign_in):
    published()
    page = sign_in(ana).visit(f"/build/city?{WHOLE}").fill(tyres="45").press("Show price")
    page.press("Save")

    assert counted("saved") == {"": 1}
    assert counted("last") == {}


def test_staff_and_pages_fetched_ahead_are_not_counted(app, mona, sign_in, visitor):
    published()
    sign_in(mona).visit("/build/city")
    visitor.visit("/build/city", **{"Sec-Purpose": "prefetch;prerender"})

    assert counted() == {}


def test_nothing_that_leads_to_a_person_is_written_down(app, ana, sign_in):
    published()
    sign_in(ana).visit("/build/city?frame=steel&utm_source=letter")

    (line,) = (folder() / count_files.NOW).read_text().splitlines()
    version_id, day, seen = json.loads(line)
    assert version_id and date.fromisoformat(day)
    assert sorted(measure for measure, _subject, _n in seen) == ["last", "opened"]


def test_a_forged_group_and_a_line_cut_short_count_for_nothing(app, visitor):
    published()
    visitor.visit("/build/city?touched=%00%ff&frame=steel")
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / count_files.NOW).open("a") as file:
        file.write('[1, "2026-11-22", [["chosen", "frame:st\n["x"]\n{}\n[null, 4, 5]\n')

    assert counted() == {}


def test_a_file_that_was_added_up_before_a_crash_is_not_added_up_again(app, visitor):
    published()
    visitor.visit("/build/city")
    (path,) = count_files.take(folder())
    content = path.read_bytes()
    gathering.add_up_what_was_counted()
    path.write_bytes(content)

    assert counted("opened") == {"": 1}
    assert not path.exists()
    assert session.scalars(sa.select(GatheredFile.name)).all() == [path.name]


def test_counting_stops_when_nobody_takes_the_lines_away(app, visitor, monkeypatch):
    published()
    monkeypatch.setattr(count_files, "MOST_BYTES", 10)
    for _ in range(3):
        assert visitor.visit("/build/city").status == 200

    assert counted("opened") == {"": 1}


def test_a_page_is_shown_when_its_count_cannot_be_kept(app, visitor):
    published()
    folder().parent.mkdir(parents=True, exist_ok=True)
    folder().write_text("in the way")

    assert visitor.visit("/build/city").status == 200
    folder().unlink()


def count_and_add_up(version_id: int, times: int) -> None:
    for number in range(times):
        counts = counting.Counts({(counting.Measure.CHOSEN, "frame:steel"): 1})
        count_files.add(folder(), counting.written(version_id, counts))
        if number % 7 == 0:
            gathering.add_up_what_was_counted()


def test_eight_that_count_while_all_of_them_add_up_lose_none_and_double_none(app, race):
    version = published()

    assert race(count_and_add_up, 8, version.id, 50) == [None] * 8
    assert counted() == {("chosen", "frame:steel"): 400}
    assert session.scalar(sa.select(ModelVersion.id)) == version.id
