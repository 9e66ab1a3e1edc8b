"""The answers in words, and which of them are low."""

from portal.web.languages import lazy

SCORES = {
    5: lazy("Very good"),
    4: lazy("Good"),
    3: lazy("So-so"),
    2: lazy("Bad"),
    1: lazy("Very bad"),
}
EASE = {
    5: lazy("Very easy"),
    4: lazy("Easy"),
    3: lazy("So-so"),
    2: lazy("Hard"),
    1: lazy("Very hard"),
}
AT_THE_DESK = {5: "Very good", 4: "Good", 3: "So-so", 2: "Bad", 1: "Very bad"}
HAPPY = 4
"""From here on somebody is satisfied."""
LOW = 2
"""Up to here somebody looks at it again."""


def is_low(score: int, was_solved: bool | None) -> bool:
    return score <= LOW or was_solved is False
