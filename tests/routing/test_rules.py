"""What a list of rules decides. Values in, values out."""

import pytest

from portal.routing.rules import Deal, Facts, Rule, Standing, decide, folded, moved
from portal.routing.sentences import sentence

WORKSHOP, BILLING, GONE, KIM = 1, 2, 9, 7
STANDING = Standing(departments={WORKSHOP: "Workshop", BILLING: "Billing"}, staff={KIM: "Kim"})


def concern(text="Front brake squeals", **more):
    facts = {
        "kind": "broken", "origin": "web", "language": "en", "product": "Tourer",
        "sender": "ana@example.com",
    }  # fmt: skip
    return Facts(**facts | more, text=folded(text))


def decided(*rules, about=None):
    return decide(rules, about or concern(), STANDING)


def test_the_first_rule_that_fits_decides():
    decision = decided(
        Rule(key=1, kind="praise", department_id=BILLING),
        Rule(key=2, kind="broken", department_id=WORKSHOP),
        Rule(key=3, department_id=BILLING, priority="low"),
    )

    assert (decision.followed, decision.department_id, decision.priority) == ([2], WORKSHOP, "")


def test_a_rule_that_looks_further_lets_others_fill_in_what_is_open():
    decision = decided(
        Rule(key=1, words=("brake",), priority="high", tags=("safety",), goes_on=True),
        Rule(key=2, department_id=WORKSHOP, priority="low", tags=("safety", "bike"), goes_on=True),
        Rule(key=3, department_id=BILLING, deal=Deal.LOAD),
    )

    assert decision.followed == [1, 2, 3]
    assert (decision.department_id, decision.priority) == (WORKSHOP, "high")
    assert (decision.tags, decision.deal) == (["safety", "bike"], Deal.LOAD)


def test_a_hundred_rules_that_all_look_further_end():
    rules = [Rule(key=key, priority="low", goes_on=True) for key in range(1, 101)]

    assert decided(*rules).followed == list(range(1, 101))


def test_a_rule_that_is_off_or_names_what_is_gone_is_skipped():
    decision = decided(
        Rule(key=1, department_id=BILLING, is_on=False),
        Rule(key=2, department_id=GONE),
        Rule(key=3, deal=Deal.PERSON, assignee_id=GONE),
        Rule(key=4, department_id=WORKSHOP),
    )

    assert decision.followed == [4]


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"words": ("brake",)}, True),
        ({"words": ("BRAKE",)}, True),
        ({"words": ("squeal",)}, True),
        ({"words": ("rake",)}, False),
        ({"words": ("bell", "front brake")}, True),
        ({"words": ("brake squeals after",)}, False),
        ({"words": ("(", "c++")}, False),
        ({"product": "tourer "}, True),
        ({"product": "Tour"}, False),
        ({"sender": "@example.com"}, True),
        ({"sender": "@other.example.com"}, False),
        ({"kind": "broken", "origin": "mail"}, False),
        ({"language": "de"}, False),
        ({}, True),
    ],
)
def test_what_fits(rule, fits):
    assert Rule(key=1, **rule).fits(concern()) is fits


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("größe", "Welche GRÖSSE passt?"),
        ("刹车", "我的刹车坏了"),
        ("فرامل", "مشكلة في الفرامل"),
        ("тормоз", "Скрипят тормоза"),
        ("€", "50€ zu viel"),
    ],
)
def test_words_in_any_language(words, text):
    assert Rule(key=1, words=(words,)).fits(concern(text)) is True


def test_rules_move_and_stop_at_either_end():
    rules = [Rule(key=key, priority="low") for key in (1, 2, 3)]

    def order(key, by):
        return [rule.key for rule in moved(rules, key, by=by)]

    assert order(3, -1) == [1, 3, 2]
    assert order(1, -1) == [1, 2, 3]
    assert order(3, 1) == [1, 2, 3]
    assert order(1, 9) == [2, 3, 1]


def test_a_rule_is_kept_as_it_is_and_reads_what_a_later_version_wrote():
    rule = Rule(key=3, words=("brake",), tags=("x",), deal=Deal.TURN, department_id=WORKSHOP)

    assert Rule.of_json(rule.as_json()) == rule
    assert Rule.of_json(rule.as_json() | {"weather": "rain"}) == rule


def test_a_rule_reads_as_a_sentence():
    rule = Rule(
        key=1, kind="broken", product="Tourer", words=("brake", "rotor"), department_id=WORKSHOP,
        priority="high", tags=("brakes",), deal=Deal.LOAD, goes_on=True,
    )  # fmt: skip

    assert sentence(rule, STANDING) == (
        "When it is something broken and the order’s product is Tourer and the text says “brake” "
        "or “rotor”, hand it to Workshop, set it to high, tag it brakes, assign it to whoever "
        "there has the fewest open, and look further."
    )
    assert sentence(Rule(key=2, department_id=GONE), STANDING) == (
        "For every concern, hand it to a retired department."
    )
