"""The same numbers as files that spreadsheets open."""

from collections.abc import Callable

from portal.demand.analysis import Analysis
from portal.web.tables import MOST_EXPORTED, Table


def of(name: str, found: Analysis, slug: str) -> Table:
    """The table of that name; of options where there is none."""
    return TABLES.get(name, _options)(found, slug)


def _options(found: Analysis, slug: str) -> Table:
    return Table(
        name=f"{slug}-options",
        title="Options",
        columns=["Group", "Option", "Group's id", "Option's id", "Chosen", "Did not fit",
                 "Not to be had", "Taken out", f"In {found.basket.value}",
                 f"Of {found.basket.value}"],
        rows=[
            (line.group, line.label, line.pick.group, line.pick.option, line.chosen, line.asked,
             line.refused, line.gave_way, line.ordered, len(found.baskets.rows))
            for line in found.options
        ][:MOST_EXPORTED],
    )  # fmt: skip


def _stops(found: Analysis, slug: str) -> Table:
    rows = [("", "Nothing chosen", found.looked_only)]
    return Table(
        name=f"{slug}-where-they-stop",
        title="Where people stop",
        columns=["Group's id", "Last touched", "Stopped"],
        rows=[*rows, *((stop.group, stop.label, stop.count) for stop in found.stops)],
    )


def _rules(found: Analysis, slug: str) -> Table:
    return Table(
        name=f"{slug}-rules-in-the-way",
        title="Rules in the way",
        columns=["Rule", "Because", "Times"],
        rows=[(line.rule_id, line.because, line.count) for line in found.rules][:MOST_EXPORTED],
    )


def _together(found: Analysis, slug: str) -> Table:
    baskets = found.baskets.together[:MOST_EXPORTED]
    named = found.names.named
    return Table(
        name=f"{slug}-together",
        title="Bought together",
        columns=["One", "Other", "Both", "One in all", "Other in all", "Of", "Support", "Lift",
                 "Enough to tell", "More than chance"],
        rows=[
            (named(each.one), named(each.other), each.both, each.ones, each.others, each.of,
             f"{each.support:.3f}", f"{each.lift:.2f}", "yes" if each.is_enough else "no",
             "yes" if each.is_enough and each.is_more_than_chance else "no")
            for each in baskets
        ],
    )  # fmt: skip


TABLES: dict[str, Callable[[Analysis, str], Table]] = {
    "options": _options,
    "stops": _stops,
    "rules": _rules,
    "together": _together,
}
