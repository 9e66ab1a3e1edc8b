import pytest

from portal.home.layout import Own, Place, Start, laid_out
from portal.home.moves import Move, NotPossible, Step, stepped

OFFERED = ["built", "concerns", "contact", "articles"]
START = Start(tuple(Place(name) for name in OFFERED))


def after(own, *steps, start=START, offered=OFFERED, filled=None):
    for step in steps:
        own = stepped(step, own, start, offered, filled or offered)
    return own


def names(own, *, start=START, offered=OFFERED):
    return laid_out(start, own, offered).names


def test_who_chose_nothing_follows_the_suggestion():
    assert names(Own(), start=Start((Place("contact"), Place("built")))) == ["contact", "built"]


@pytest.mark.parametrize(
    ("tile", "move", "count", "order"),
    [
        ("concerns", Move.EARLIER, 1, ["concerns", "built", "contact", "articles"]),
        ("built", Move.LATER, 1, ["concerns", "built", "contact", "articles"]),
        ("built", Move.LATER, 3, ["concerns", "contact", "articles", "built"]),
        ("articles", Move.EARLIER, 50, ["articles", "built", "concerns", "contact"]),
    ],
)
def test_a_tile_moves_among_the_others(tile, move, count, order):
    assert names(after(Own(), Step(tile, move, count))) == order


def test_a_step_jumps_over_what_shows_nothing_now():
    own = after(Own(), Step("concerns", Move.LATER), filled=["concerns", "articles"])

    assert names(own) == ["built", "contact", "articles", "concerns"]


@pytest.mark.parametrize(
    ("tile", "move"),
    [("built", Move.EARLIER), ("articles", Move.LATER), ("built", Move.NARROWER),
     ("built", Move.UNPIN), ("built", Move.SHOW), ("gone", Move.HIDE)],
)  # fmt: skip
def test_a_step_that_changes_nothing_says_so(tile, move):
    with pytest.raises(NotPossible):
        after(Own(), Step(tile, move))


def test_a_pinned_tile_stays_before_the_others():
    own = after(Own(), Step("contact", Move.PIN))

    assert names(own)[0] == "contact"
    with pytest.raises(NotPossible):
        after(own, Step("built", Move.EARLIER))


def test_choices_survive_another_suggestion():
    own = after(Own(), Step("contact", Move.HIDE), Step("built", Move.WIDER))
    other = Start((Place("articles", is_wide=True), Place("contact"), Place("built")))

    assert names(own, start=other) == ["articles", "built"]
    assert laid_out(other, own, OFFERED).place("built").is_wide
    assert laid_out(other, own, OFFERED).place("articles").is_wide, "untouched: as suggested"


def test_their_own_order_survives_too():
    own = after(Own(), Step("articles", Move.EARLIER, 3))

    assert names(own, start=Start(tuple(Place(name) for name in reversed(OFFERED)))) == [
        "articles", "built", "concerns", "contact"
    ]  # fmt: skip


def test_a_tile_that_came_later_is_announced_and_not_put_in():
    own = after(Own(), Step("built", Move.WIDER))
    offered = [*OFFERED, "ideas"]
    start = Start(tuple(Place(name) for name in offered))

    assert laid_out(start, own, offered).new == ("ideas",)
    assert "ideas" not in names(own, start=start, offered=offered)
    assert "ideas" in names(
        after(own, Step("ideas", Move.SHOW), start=start, offered=offered),
        start=start, offered=offered,
    )  # fmt: skip
    declined = after(own, Step("built", Move.LATER), start=start, offered=offered)
    assert laid_out(start, declined, offered).new == ("ideas",), "another step is no answer"


def test_what_staff_did_not_know_is_announced_to_all():
    start = Start((Place("built"), Place("concerns")), left_out=frozenset({"contact"}))

    assert laid_out(start, Own(), OFFERED).new == ("articles",)
    assert laid_out(start, Own(), OFFERED).put_away == ("contact",)


def test_a_tile_whose_domain_is_off_comes_back_where_it_was():
    own = after(Own(), Step("contact", Move.EARLIER, 2))
    without = [name for name in OFFERED if name != "contact"]

    moved = after(own, Step("articles", Move.EARLIER), offered=without)

    assert names(moved, offered=without) == ["built", "articles", "concerns"]
    assert names(moved) == ["contact", "built", "articles", "concerns"]


def test_a_page_holds_eight_tiles():
    many = [f"tile{number}" for number in range(10)]
    start = Start(tuple(Place(name) for name in many))
    page = laid_out(start, Own(), many).of(many)

    assert (len(page.shown), page.put_away) == (8, ("tile8", "tile9"))
    with pytest.raises(NotPossible) as why:
        stepped(Step("tile9", Move.SHOW), Own(), start, many, many)
    assert "holds" in str(why.value)


@pytest.mark.parametrize(
    "kept",
    [{"order": "x"}, {"order": [1, None]}, {"shown": [1]}, {"wide": {"built": "yes"}}, {"z": 1},
     {"titles": {"built": 7}}, {"pinned": {"a": 1}}],
)  # fmt: skip
def test_damaged_choices_are_passed_over(kept):
    assert names(Own.read(kept)) == OFFERED


def test_a_damaged_suggestion_is_passed_over():
    assert Start.read({"shown": [["built", 1], "x", [2, True]], "left_out": 3}).places == (
        Place("built"),
    )


def test_choices_are_kept_as_they_are():
    own = after(Own(), Step("built", Move.LATER), Step("built", Move.RENAME, title="My bike"))

    assert Own.read(own.kept()) == own
    assert Own().kept() == {}
