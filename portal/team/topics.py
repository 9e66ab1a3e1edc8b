"""Which topics are on the rise: this week against the weeks before, tested exactly. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.figures import chance_of_so_many, holm

FEWEST_NOW = 5
FEWEST_BEFORE = 50
"""So many tickets must have come in the weeks before, for them to say what is usual."""
ALPHA = 0.05


@dataclass(frozen=True)
class Topic:
    word: str
    now: int
    before: int
    usual: float
    """How many there would be now if nothing had changed."""
    verdict: str
    """"rising", "chance" or "few"."""


def rising(
    now: Mapping[str, int], before: Mapping[str, int], *, came: int, came_before: int
) -> list[Topic]:
    """The topics of this week, those that rise first.

    Given how many tickets came in all, each of a topic's tickets falls into this week with the same
    chance, unless the topic rises: an exact binomial test, and because there is one for each topic,
    Holm's correction.
    """
    share = came / (came + came_before) if came + came_before else 0.0
    chances = {
        word: chance_of_so_many(count, count + before.get(word, 0), share)
        for word, count in now.items()
        if count >= FEWEST_NOW and came_before >= FEWEST_BEFORE
    }
    are_rising = holm(chances, ALPHA)
    topics = [
        Topic(
            word=word,
            now=count,
            before=before.get(word, 0),
            usual=came * before.get(word, 0) / came_before if came_before else 0.0,
            verdict="rising" if word in are_rising else "chance" if word in chances else "few",
        )
        for word, count in now.items()
    ]
    order = {"rising": 0, "chance": 1, "few": 2}
    return sorted(topics, key=lambda topic: (order[topic.verdict], -topic.now, topic.word))
