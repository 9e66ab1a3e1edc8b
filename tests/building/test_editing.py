"""Changing drafts: what two do at once is kept, each change is written down and can be undone."""

from dataclasses import replace

import pytest

from portal.building import drafts, editing, findings, jobs, publishing
from portal.building.edit_models import DRAWN, ModelEdit
from portal.building.models import ModelVersion
from portal.building.opened import Opened
from portal.configurator import changing, files
from portal.configurator.checking import Fault
from portal.configurator.faults import Unsound
from portal.configurator.model import Option
from portal.database import session
from tests.building.models import BIKE, PICTURE, published

VOID = BIKE + '[[rules]]\nid = "no"\nbecause = "No."\nwhen = "bags >= 0"\nthen = "bags > 9"\n'


@pytest.fixture
def draft(app, mona):
    return publishing.add_draft(BIKE, by=mona)


def model_of(draft):
    return files.read(draft.source)


def with_option(model, group, option, **values):
    there = model.group(group)
    was = next((each for each in there.options if each.id == option), Option(option, option))
    return changing.with_options(model, there, changing.put(there.options, replace(was, **values)))


def test_who_changed_what_is_written_down(draft, mona):
    dearer = with_option(model_of(draft), "frame", "titanium", price=150_000)
    made = editing.edit(draft, dearer, what="changed the price", seen=0, by=mona)

    assert (made.n, made.what, made.by) == (1, "changed the price", mona)
    assert model_of(draft).group("frame").options[1].price == 150_000
    assert editing.edit(draft, dearer, what="again", seen=1, by=mona) is None


def test_two_who_change_different_things_both_have_it_their_way(draft, mona, adam):
    began = model_of(draft)
    dearer = with_option(began, "frame", "titanium", price=150_000)
    renamed = with_option(began, "frame", "titanium", label="Ti")
    ruled = replace(began, rules=began.rules[::-1])
    editing.edit(draft, dearer, what="price", seen=0, by=mona)
    editing.edit(draft, renamed, what="name", seen=0, by=adam)
    editing.edit(draft, ruled, what="order", seen=0, by=adam)

    now = model_of(draft)
    assert (now.group("frame").options[1].price, now.group("frame").options[1].label) == (
        150_000,
        "Ti",
    )
    assert now.rules == began.rules[::-1]


def test_two_who_change_the_same_hear_of_each_other(draft, mona, adam):
    began = model_of(draft)
    editing.edit(draft, with_option(began, "frame", "titanium", price=1), what="made it 1", seen=0,
                 by=mona)  # fmt: skip

    with pytest.raises(editing.Clash) as clash:
        editing.edit(draft, with_option(began, "frame", "titanium", price=2), what="made it 2",
                     seen=0, by=adam)  # fmt: skip
    assert clash.value.what == [f"{mona.name} made it 1"]
    assert model_of(draft).group("frame").options[1].price == 1


def test_a_rule_about_what_somebody_removed_meanwhile_is_a_clash(draft, mona, adam):
    began = model_of(draft)
    gone = changing.removed(began, "frame", "titanium")
    rule = replace(began.rules[0], id="mine", says=replace_frame())
    editing.edit(draft, gone, what="removed titanium", seen=0, by=mona)

    with pytest.raises(editing.Clash, match="titanium"):
        editing.edit(draft, replace(began, rules=(*began.rules, rule)), what="a rule", seen=0,
                     by=adam)  # fmt: skip
    assert model_of(draft) == gone


def replace_frame():
    text = BIKE + '[[rules]]\nid = "t"\nbecause = "x"\nwhen = "frame = titanium"\nthen = "bags = 0"'
    return files.read(text).rules[-1].says


def test_any_change_is_taken_back_and_later_ones_stay(draft, mona):
    began = model_of(draft)
    editing.edit(draft, with_option(began, "frame", "titanium", price=1), what="a", seen=0, by=mona)
    later = replace(model_of(draft), name="Town bike")
    editing.edit(draft, later, what="b", seen=1, by=mona)

    taken = editing.take_back(draft, 1, by=mona)
    assert model_of(draft) == replace(began, name="Town bike")
    assert (taken.what, taken.takes_back) == ("took back: a", 1)
    assert editing.last_to_take_back(editing.edits(draft)).what == "b"
    editing.take_back(draft, 3, by=mona)
    assert model_of(draft) == later
    editing.take_back(draft, 2, by=mona)
    editing.take_back(draft, 4, by=mona)
    assert model_of(draft) == began


def test_taking_back_what_was_changed_again_since_is_a_clash(draft, mona):
    for number, price in enumerate((1, 2)):
        dearer = with_option(model_of(draft), "frame", "titanium", price=price)
        editing.edit(draft, dearer, what=f"made it {price}", seen=number, by=mona)

    with pytest.raises(editing.Clash, match="made it 2"):
        editing.take_back(draft, 1, by=mona)


def test_a_page_of_an_earlier_draft_never_fits_the_next(draft, mona):
    for number, price in enumerate((1, 2)):
        dearer = with_option(model_of(draft), "frame", "titanium", price=price)
        editing.edit(draft, dearer, what=f"made it {price}", seen=number, by=mona)
    publishing.publish(draft, by=mona)
    later = drafts.begin(draft.model, by=mona)
    opened = later.edits
    made = replace(model_of(later), name="Town bike")
    editing.edit(later, made, what="a name", seen=opened, by=mona)

    for seen in range(opened):
        with pytest.raises(editing.Clash, match="too long"):
            editing.edit(later, made, what="a page of then", seen=seen, by=mona)


def test_the_last_to_undo_is_never_a_drawing(draft, mona):
    made = editing.edit(draft, replace(model_of(draft), name="Town bike"), what="a name", seen=0,
                        by=mona)  # fmt: skip
    publishing.change_draft(draft, draft.source, picture=PICTURE, edits=1, by=mona, what=DRAWN)

    assert editing.last_to_take_back(editing.edits(draft)) is made


def test_old_states_are_forgotten_and_then_a_clash(draft, mona, monkeypatch):
    monkeypatch.setattr(editing, "MOST_KEPT", 5)
    for number in range(8):
        change = replace(model_of(draft), price=100_000 + number + 1)
        editing.edit(draft, change, what=str(number), seen=number, by=mona)

    kept = session.query(ModelEdit).filter(ModelEdit.before.is_not(None)).count()
    assert kept == 5
    with pytest.raises(editing.Clash, match="too long"):
        editing.text_at(draft, 1)
    with pytest.raises(editing.Clash, match="too long ago"):
        editing.take_back(draft, 1, by=mona)


def test_text_keeps_its_comments_through_changes_by_form(draft, mona):
    commented = "# Ours.\n" + BIKE.replace("[[rules]]", "# Why.\n[[rules]]", 1)
    editing.edit(draft, commented, what="comments", seen=0, by=mona)
    editing.edit(draft, with_option(model_of(draft), "frame", "titanium", price=1), what="price",
                 seen=1, by=mona)  # fmt: skip

    assert draft.source == commented.replace("price = 128000", "price = 1")


def test_a_file_of_another_model_or_with_faults_changes_nothing(draft, mona):
    with pytest.raises(editing.RenamedModel):
        editing.edit(draft, BIKE.replace('"city"', '"town"'), what="x", seen=0, by=mona)
    with pytest.raises(Unsound):
        editing.edit(draft, BIKE.replace("frame =", "fram ="), what="x", seen=0, by=mona)
    assert (draft.edits, draft.source) == (0, BIKE)


def test_what_is_published_is_not_edited(app, mona):
    version = published()
    with pytest.raises(publishing.NotADraft):
        editing.edit(version, replace(model_of(version), price=1), what="x", seen=0, by=mona)


def test_findings_are_those_of_what_the_draft_says_now(draft, mona):
    assert findings.check_now(draft).is_known
    editing.edit(draft, VOID, what="broke it", seen=0, by=mona)
    assert not findings.of(draft).is_known

    assert jobs.check_drafts() == 1
    assert [each.fault for each in findings.of(draft).items] == [Fault.CONTRADICTION]
    assert findings.of(draft).about(rule="no")
    assert jobs.check_drafts() == 0


def test_what_takes_longer_is_left_to_a_worker(draft, mona, monkeypatch):
    monkeypatch.setattr(findings, "AT_ONCE_SECONDS", 0.0)
    assert not findings.check_now(draft).is_known
    assert jobs.check_drafts() == 1
    assert findings.of(draft).is_known


def begin_it(_number):
    return drafts.begin(Opened.at("city").product, by=None).n


def set_price(draft_id: int, option: str, price: int) -> int:
    draft = session.get_one(ModelVersion, draft_id)
    model = files.read(editing.text_at(draft, 0))
    changed = with_option(model, "tyres", option, price=price)
    return editing.edit(draft, changed, what=f"{option} {price}", seen=0, by=None).n


def take_it_back(draft_id: int, n: int) -> int:
    return editing.take_back(session.get_one(ModelVersion, draft_id), n, by=None).n


def test_eight_who_begin_a_draft_begin_one(app, race):
    published()
    assert set(race(begin_it, each=[(number,) for number in range(8)])) == {2}


def test_eight_editors_at_once_lose_nothing(draft, race):
    """Three prices, each set by several: of each, one is first, and the others hear of it."""
    each = [(draft.id, option, price) for price, option in enumerate(["36", "45", "50"] * 3, 1)]
    answers = race(set_price, each=each[:8])
    session.rollback()

    done = sorted(answer for answer in answers if isinstance(answer, int))
    assert done == [1, 2, 3]
    assert {answer.name for answer in answers if not isinstance(answer, int)} == {"Clash"}
    now = {each.id: each.price for each in model_of(draft).group("tyres").options}
    assert draft.edits == 3
    assert {f"{edit.what}" for edit in editing.edits(draft)} == {
        f"{option} {price}" for option, price in now.items()
    }


def test_editors_who_undo_while_others_change_lose_nothing(draft, race):
    set_price(draft.id, "36", 7)
    began = {each.id: each.price for each in files.read(BIKE).group("tyres").options}
    session.rollback()

    answers = race(undo_or_set, each=[(draft.id, "undo"), (draft.id, "45"), (draft.id, "50")])
    session.rollback()
    now = {each.id: each.price for each in model_of(draft).group("tyres").options}
    assert sorted(answers) == [2, 3, 4]
    assert now == {**began, "45": 99, "50": 99}


def undo_or_set(draft_id: int, what: str) -> int:
    return take_it_back(draft_id, 1) if what == "undo" else set_price(draft_id, what, 99)
