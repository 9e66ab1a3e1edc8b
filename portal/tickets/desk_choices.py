"""What can be chosen above the queue, drawn once for everybody and kept for a moment."""

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from portal import clock
from portal.departments import queries as departments
from portal.tickets import desk_queries, known_issues, snooze_times, tasks
from portal.tickets.company import zone
from portal.tickets.desk_forms import STATES
from portal.tickets.models import Priority
from portal.web.remembering import remembered

OPTION = Markup('<option value="{}">{}</option>')
KEYED = Markup('<option value="{}" data-picked-key="{}">{}</option>')
GROUP = Markup('<optgroup label="{}">{}</optgroup>')
KEYS = {
    "assign:me": "a",
    "state:solved": "e",
    "snooze:tomorrow": "s",
    "merge": "m",
    "spam:yes": "!",
}
"""Which key does it to what is picked."""


@remembered(seconds=30)
def colleagues() -> Mapping[str, str]:
    return {str(user.id): user.name for user in desk_queries.desk_staff()}


@remembered(seconds=30)
def in_house() -> Mapping[str, str]:
    return {str(each.id): each.name for each in departments.names_in_house()}


@remembered(seconds=10)
def checklists() -> Mapping[str, str]:
    return {str(each.id): each.name for each in tasks.checklists()}


@remembered(seconds=10)
def open_issues() -> Mapping[str, str]:
    return {each.number: each.title for each in known_issues.going_on()}


@remembered(seconds=30)
def for_several() -> Markup:
    """The options of what to do to all that is picked."""
    return Markup("").join(
        GROUP.format(title, Markup("").join(_option(*each) for each in options.items()))
        for title, options in _groups()
        if options
    )


def _groups() -> Iterator[tuple[str, dict[str, str]]]:
    yield (
        "Assign",
        {"assign:me": "Assign to me", "assign:": "Assign to nobody"}
        | {f"assign:{user_id}": f"Assign to {name}" for user_id, name in colleagues().items()},
    )
    yield (
        "Status",
        {f"state:{state.value}": f"Put to {text.lower()}" for state, text in STATES.items()},
    )
    yield "Priority", {f"priority:{level.value}": f"Priority {level.value}" for level in Priority}
    presets = snooze_times.presets(clock.now(), zone())
    yield "Snooze", {f"snooze:{each.name}": f"Snooze: {each.text.lower()}" for each in presets}
    yield (
        "Department",
        {f"department:{each}": f"Hand to {name}" for each, name in in_house().items()},
    )
    yield "Tags", {"tag": "Add the tag", "untag": "Take the tag off"}
    yield "Together", {"merge": "Merge into the oldest"}
    yield "Spam", {"spam:yes": "Mark as spam", "spam:no": "Not spam"}


def _option(value: str, text: str) -> Markup:
    return KEYED.format(value, KEYS[value], text) if value in KEYS else OPTION.format(value, text)
