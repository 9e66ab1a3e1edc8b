from portal.database import atomic
from portal.web.remembering import remembered
from tests import make


class Counter:
    def __init__(self):
        self.asked = 0

    def __call__(self):
        self.asked += 1
        return self.asked


def test_what_was_asked_a_moment_ago_is_not_asked_again(app):
    ask = remembered(seconds=60)(Counter())

    assert [ask(), ask(), ask()] == [1, 1, 1]


def test_it_is_asked_again_once_this_process_has_written(app):
    ask = remembered(seconds=60)(Counter())
    ask()

    make.customer("Ana")

    assert ask() == 2


def test_it_is_asked_again_after_its_time(app):
    ask = remembered(seconds=0)(Counter())

    assert [ask(), ask()] == [1, 2]


def test_a_write_while_it_is_asked_makes_the_answer_outdated(app):
    answers = iter("ab")

    def ask_slowly():
        with atomic():
            pass
        return next(answers)

    ask = remembered(seconds=60)(ask_slowly)

    assert [ask(), ask()] == ["a", "b"]


def test_two_portals_in_one_process_do_not_mix(portal, app):
    ask = remembered(seconds=60)(Counter())
    ask()
    other = portal.other_app()

    with other.app_context():
        assert ask() == 2
    other.extensions["portal_database"].dispose()
