"""Which options that customers chose go together with something being wrong. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.figures import Share, chance_of_so_many_more, holm

FEWEST_WITH = 20
FEWEST_WITHOUT = 20
"""So many answers must there be about builds with the option, and about the same product without
it, before anything is said."""


@dataclass(frozen=True)
class Option:
    """What was answered about a product with an option, and about the same product without it."""

    product: str
    name: str
    with_it: Share
    without: Share
    verdict: str
    """"warning", "chance" or "few"."""

    @property
    def more_answers(self) -> int:
        """How many more answers there have to be before anything is said."""
        return max(0, FEWEST_WITH - self.with_it.count, FEWEST_WITHOUT - self.without.count)


def options(
    answered: Mapping[tuple[str, str], int],
    wrong: Mapping[tuple[str, str], int],
    products: Mapping[str, tuple[int, int]],
) -> list[Option]:
    """By product and option how many answered and how many said that something is wrong; by product
    both of all its builds. Those that warn come first, then the most frequent.

    Fisher's exact test of each option against the same product without it, and Holm's correction
    because there is a test for each of them. An option that every build has, or none but one, says
    nothing about itself.
    """
    found = {}
    for (product, name), count in answered.items():
        whole, whole_wrong = products[product]
        is_wrong = wrong.get((product, name), 0)
        found[product, name] = (
            Share(is_wrong, count),
            Share(whole_wrong - is_wrong, whole - count),
        )
    chances = {
        key: chance_of_so_many_more(mine.right, mine.count, rest.right, rest.count)
        for key, (mine, rest) in found.items()
        if mine.count >= FEWEST_WITH and rest.count >= FEWEST_WITHOUT
    }
    warn = holm(chances)
    made = [
        Option(
            product=key[0],
            name=key[1],
            with_it=mine,
            without=rest,
            verdict="warning" if key in warn else "chance" if key in chances else "few",
        )
        for key, (mine, rest) in found.items()
    ]
    return sorted(made, key=_place)


def _place(each: Option) -> tuple[int, float, int, str, str]:
    """Those that warn first, the clearest of them first; of the rest those with most answers."""
    order = {"warning": 0, "chance": 1, "few": 2}[each.verdict]
    apart = each.without.value - each.with_it.value if order < 2 else 0.0
    return order, apart, -each.with_it.count, each.product, each.name


def parts_of(build: str) -> list[str]:
    """The options of an order's build as it says them in one line; one that was cut off is none."""
    _, times, rest = build.partition(" × ")
    line = rest if times and build[:1].isdigit() and build.partition(" ")[0].isdigit() else build
    names = [each.strip() for each in line.split(", ")]
    return list(dict.fromkeys(each for each in names if each and not each.endswith("…")))
