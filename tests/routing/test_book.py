"""The list of rules: every change is a version, and can be taken back."""

import pytest

from portal.accounts.models import User
from portal.database import session
from portal.routing import book
from portal.routing.rules import Rule


def written(*keys):
    return lambda now: ([Rule(key=key, priority="low") for key in keys], max(keys, default=0) + 1)


def keys():
    return [rule.key for rule in book.current().rules]


def test_a_list_that_somebody_changed_meanwhile_is_not_overwritten(lea, adam):
    book.change(written(1), seen=0, what="first", by=lea)

    with pytest.raises(book.ChangedMeanwhile):
        book.change(written(2), seen=0, what="second", by=adam)
    assert keys() == [1]


def test_the_latest_change_is_taken_back_and_that_again(lea):
    book.change(written(1, 2), seen=0, what="first", by=lea)
    book.change(written(2, 1), seen=1, what="moved", by=lea)
    book.undo(2, by=lea)
    assert keys() == [1, 2]

    book.undo(3, by=lea)
    assert keys() == [2, 1]
    assert book.versions()[0].what == "took back: took back: moved"


def test_an_earlier_change_is_not_taken_back_over_later_ones(lea):
    book.change(written(1), seen=0, what="first", by=lea)
    book.change(written(1, 2), seen=1, what="second", by=lea)

    with pytest.raises(book.ChangedMeanwhile):
        book.undo(1, by=lea)


def test_the_first_change_is_taken_back_to_no_rule_at_all(lea):
    book.change(written(1), seen=0, what="first", by=lea)
    book.undo(1, by=lea)

    assert keys() == []


def write_one(user_id, key):
    return book.change(written(key), seen=0, what=str(key), by=session.get_one(User, user_id))


def test_of_eight_who_change_it_at_once_one_does(lea, race):
    answers = race(write_one, each=[(lea.id, key) for key in range(1, 9)])

    assert answers.count(1) == 1
    assert {each.name for each in answers if each != 1} == {"ChangedMeanwhile"}
    assert len(book.versions()) == 1
