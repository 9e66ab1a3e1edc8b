import time

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.database import session
from portal.home import arranging, starting
from portal.home.layout import Own, Place, Start
from portal.home.models import ArrangeStep
from portal.home.moves import Move, NotPossible, Step

EVERYTHING = ["being-built", "concerns", "contact", "news", "bought", "articles",
              "what-we-may-send-you", "my-data"]  # fmt: skip


def take(user, tile, move, **more):
    arranging.take(Step(tile, move, **more), by=user, filled=EVERYTHING)


def order(user):
    return arranging.layout_of(user).names


def take_one(user_id, tile, move):
    take(session.get_one(User, user_id), tile, move)


def steps_of(user):
    mine = ArrangeStep.user_id == user.id
    return session.scalar(select(func.count()).select_from(ArrangeStep).where(mine))


def test_every_step_can_be_taken_back_to_the_start(ana):
    before = order(ana)
    take(ana, "concerns", Move.LATER)
    take(ana, "contact", Move.HIDE)
    take(ana, "contact", Move.SHOW)
    take(ana, "concerns", Move.RENAME, title="What I said")
    arranging.reset(by=ana)
    assert order(ana) == before

    assert [arranging.undo(by=ana) for _ in range(6)] == [True] * 5 + [False]

    assert order(ana) == before
    assert arranging.own_choices(ana) == Own()


def test_a_step_that_is_not_possible_leaves_nothing_behind(ana):
    with pytest.raises(NotPossible):
        take(ana, order(ana)[0], Move.EARLIER)

    assert steps_of(ana) == 0
    assert not arranging.reset(by=ana)


def test_what_ana_does_is_not_on_bens_page(ana, ben):
    take(ana, "concerns", Move.HIDE)

    assert "concerns" in order(ben)
    assert not arranging.undo(by=ben)


def test_ten_windows_at_once_lose_nothing_of_each_other(ana, race):
    hidden = ["concerns", "contact", "news", "articles"]
    widened = ["bought", "my-data"]
    each = [(ana.id, tile, Move.HIDE) for tile in hidden]
    each += [(ana.id, tile, Move.WIDER) for tile in widened]

    assert race(take_one, each=each) == [None] * 6

    session.commit()
    session.expire_all()
    page = arranging.layout_of(ana)
    assert not set(hidden) & set(page.names)
    assert all(page.place(name).is_wide for name in widened)
    assert steps_of(ana) == 6


def test_moves_at_once_all_count(ana, ben, race):
    first = order(ana)[0]
    for _ in range(4):
        take(ben, first, Move.LATER)

    assert race(take_one, each=[(ana.id, first, Move.LATER)] * 4) == [None] * 4

    session.commit()
    session.expire_all()
    assert order(ana) == order(ben)


def test_steps_are_kept_within_bounds_and_still_lead_to_the_start(ana, monkeypatch):
    monkeypatch.setattr(arranging, "MOST_STEPS", 10)
    before = order(ana)
    for number in range(40):
        take(ana, "concerns", Move.LATER if number % 2 == 0 else Move.EARLIER)

    assert steps_of(ana) == 11
    while arranging.undo(by=ana):
        pass
    assert order(ana) == before
    assert arranging.own_choices(ana) == Own()


def test_a_thousand_steps_stay_quick_and_small(ana):
    def some(count):
        start = time.perf_counter()
        for number in range(count):
            take(ana, "concerns", Move.LATER if number % 2 == 0 else Move.EARLIER)
        return time.perf_counter() - start

    early = some(100)
    some(800)
    late = some(100)

    assert steps_of(ana) == arranging.MOST_STEPS + 1
    assert late < 4 * early


def test_their_choices_win_over_what_staff_suggest_later(ana, ben, lea):
    take(ana, "concerns", Move.HIDE)
    for segment in starting.segments():
        starting.suggest(segment, Start((Place("concerns", is_wide=True), Place("contact"))),
                         by=lea)  # fmt: skip

    assert order(ben) == ["concerns", "contact"]
    assert order(ana) == ["contact"]


def test_the_first_segment_that_holds_counts(ana, maria):
    assert starting.segment_of(ana).name == "new"
    assert starting.segment_of(maria).name == "organisations"
