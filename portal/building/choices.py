"""Choices as they travel: in an address, in a database row, in the trail that undo follows.

The address holds all of it: each group is a parameter, and each option that is chosen its value.
What an address says that the model does not know is left out, and said.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from portal.configurator.answers import Choices
from portal.configurator.compiled import Compiled
from portal.configurator.model import NONE, Kind, Pick
from portal.web.languages import _

OURS = frozenset({
    "fix", "clear", "step", "trail", "touched", "shown", "start", "lang", "csrf_token",
})  # fmt: skip
"""What the page itself asks by address; a group may not be called so."""
MOST_COMPLAINTS = 5
LONGEST_SHOWN = 40
LONGEST_TRAIL = 4_000
MOST_STEPS = 12


@dataclass
class Asked:
    """Choices as somebody sent them, and sentences about what could not be taken."""

    choices: Choices
    complaints: list[str] = field(default_factory=list)


def asked(compiled: Compiled, pairs: Iterable[tuple[str, str]]) -> Asked:
    """The choices in these parameters. Two values where there can be one: neither is taken."""
    groups = {group.id: group for group in compiled.model.groups}
    taken: dict[int, Pick] = {}
    twice: set[int] = set()
    told = Asked(())
    for name, value in pairs:
        if name in OURS or name.startswith("utm_") or not value:
            continue
        group = groups.get(name)
        if group is None:
            _complain(told, _("This model has no choice “%(name)s”.", name=_short(name)))
            continue
        pick = Pick(name, value)
        if pick not in compiled.place_of:
            _complain(told, _no_option(group, value))
            continue
        variable = compiled.lowered.value_of[pick][0]
        if taken.setdefault(variable, pick) != pick:
            twice.add(variable)
    for variable in sorted(twice):
        label = groups[taken.pop(variable).group].label
        _complain(told, _("%(group)s can be chosen once only.", group=label))
    told.choices = tuple(taken[variable] for variable in sorted(taken))
    return told


def _no_option(group: object, value: str) -> str:
    if group.kind is Kind.NUMBER:
        return _("%(group)s goes from %(low)s to %(high)s, not “%(value)s”.", group=group.label,
                 low=group.span.low, high=group.span.high, value=_short(value))  # fmt: skip
    return _("%(group)s has no “%(value)s”.", group=group.label, value=_short(value))


def _complain(told: Asked, text: str) -> None:
    if len(told.complaints) < MOST_COMPLAINTS and text not in told.complaints:
        told.complaints.append(text)


def _short(text: str) -> str:
    shown = "".join(each for each in text if each.isprintable())
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


def query(choices: Iterable[Pick]) -> str:
    """The choices as the part of an address behind the question mark."""
    return "&".join(f"{quote(group)}={quote(option, safe='!')}" for group, option in choices)


def document(choices: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The choices as they are kept: the same choices always give the same document."""
    kept: dict[str, list[str]] = {}
    for group, option in sorted(choices):
        kept.setdefault(group, []).append(option)
    return kept


def pairs(kept: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(group, option) for group, options in kept.items() for option in options]


def without(choices: Choices, group: str) -> Choices:
    return tuple(pick for pick in choices if pick.group != group)


def is_taken(pick: Pick) -> bool:
    """An option that is really there: neither "without" nor left out."""
    return pick.option != NONE and not pick.option.startswith("!")


@dataclass(frozen=True)
class Trail:
    """The states a person went through, and the one they are at: undo goes back in it.

    It travels in the form, so that it needs neither script nor a session.
    """

    states: tuple[Choices, ...]
    at: int

    @classmethod
    def read(cls, compiled: Compiled, text: str) -> "Trail | None":
        """What the form carried; None when that is not of this version, or was tampered with."""
        version, _dot, rest = text.partition(".")
        position, _dot, body = rest.partition(".")
        if version != compiled.version[:8] or len(text) > LONGEST_TRAIL or not position.isdecimal():
            return None
        try:
            packed = base64.urlsafe_b64decode(body.encode() + b"==")
            raw = zlib.decompressobj().decompress(packed, 200_000)
        except (ValueError, binascii.Error, zlib.error):
            return None
        size = 2 * len(compiled.lowered.problem.sizes)
        if not raw or len(raw) % size:
            return None
        rows = [raw[start : start + size] for start in range(0, len(raw), size)][:MOST_STEPS]
        states = [_unpacked(compiled, row) for row in rows]
        at = int(position[:3])
        if None in states or at >= len(states):
            return None
        return cls(tuple(states), at)

    def written(self, compiled: Compiled) -> str:
        raw = b"".join(_packed(compiled, state) for state in self.states)
        body = base64.urlsafe_b64encode(zlib.compress(raw, 9)).rstrip(b"=").decode()
        return f"{compiled.version[:8]}.{self.at}.{body}"

    def then(self, choices: Choices) -> "Trail":
        """After another click; what was undone before it is forgotten."""
        if self.states[self.at] == choices:
            return self
        states = (*self.states[: self.at + 1], choices)[-MOST_STEPS:]
        return Trail(states, len(states) - 1)

    def moved(self, by: int) -> "Trail":
        return Trail(self.states, min(max(self.at + by, 0), len(self.states) - 1))

    @property
    def here(self) -> Choices:
        return self.states[self.at]


def _packed(compiled: Compiled, choices: Choices) -> bytes:
    numbers = [0] * len(compiled.lowered.problem.sizes)
    for pick in choices:
        variable, value = compiled.lowered.value_of[pick]
        numbers[variable] = value + 1
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def _unpacked(compiled: Compiled, row: Sequence[int]) -> Choices | None:
    starts, picks = compiled.engine.starts, compiled.lowered.picks
    found = []
    for variable, size in enumerate(compiled.lowered.problem.sizes):
        number = row[2 * variable] * 256 + row[2 * variable + 1]
        if number > size:
            return None
        pick = picks[int(starts[variable]) + number - 1] if number else None
        if number and pick is None:
            return None
        found += [pick] if pick else []
    return tuple(found)
