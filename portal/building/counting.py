"""What customers do with a model, counted: which options they choose, ask for and lose, and where
they stop. By version and day and nothing else: no person, browser or session stands behind a count.

A page that is looked at writes no row. It adds a line to a file, and workers add the lines up: see
portal.building.gathering and docs/decisions/0015.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from flask import current_app, request

from portal import clock
from portal.access import me
from portal.building import count_files
from portal.building.models import ModelVersion
from portal.configurator.answers import Choices
from portal.configurator.explaining import Conflict
from portal.configurator.model import Pick, ProductModel

log = logging.getLogger(__name__)
Counts = Counter[tuple["Measure", str]]


class Measure(StrEnum):
    """What is counted; beside each, what its subject is."""

    OPENED = "opened"
    """The page was opened; "" """
    BEGAN = "began"
    """The first thing was chosen; "" """
    STARTED = "started"
    """A whole build was asked for to begin with; "recommended", "cheapest" and so on."""
    CHOSEN = "chosen"
    """A pick."""
    ASKED = "asked"
    """A pick that did not fit when somebody wanted it."""
    REFUSED = "refused"
    """One of those, and it was not to be had."""
    GAVE_WAY = "gave-way"
    """A pick that was taken out so that another fits."""
    IN_THE_WAY = "in-the-way"
    """The id of a rule that kept a wanted option from fitting."""
    LAST = "last"
    """A group: how many have touched it last. Whoever goes on is taken from the group before, so
    what is left over is where people stopped."""
    SAVED = "saved"
    """Saved, asked about, compared or on the way to an order; "" """


WAYS = ("recommended", "cheapest", "fastest")
WHOLE = "*"
"""Stands for a group where a whole build was asked for: no group's id is like this."""


@dataclass
class Steps:
    """What happens while one request is answered. `before` are the choices as the page had them
    that the request comes from, and `touched` the group that was touched last there: both None
    where the page was opened anew."""

    model: ProductModel
    before: Choices | None
    touched: str | None
    counts: Counts = field(default_factory=Counter)
    last: str = ""

    def __post_init__(self) -> None:
        self.last = _known(self.model, self.touched)
        if self.touched is None:
            self.counts[Measure.OPENED, ""] += 1
            self.counts[Measure.LAST, ""] += 1

    def chose(self, now: Choices) -> None:
        """Somebody changed the choices themselves, one or several at once."""
        if self.before is None:
            return
        added = [pick for pick in now if pick not in self.before]
        gone = [pick for pick in self.before if pick not in now]
        for pick in added:
            self.counts[Measure.CHOSEN, _text(pick)] += 1
        if added or gone:
            self._touch((added or gone)[-1].group)

    def cleared(self, group: str) -> None:
        if any(each.id == group for each in self.model.groups):
            self._touch(group)

    def started(self, way: str) -> None:
        self.counts[Measure.STARTED, way if way in WAYS else "earlier"] += 1
        if not self.last:
            self._touch(WHOLE)

    def asked(
        self, pick: Pick, was: Choices, now: Choices | None, conflict: Conflict | None
    ) -> None:
        """Somebody wanted what did not fit; `now` are the choices with it, None without."""
        self.counts[Measure.ASKED, _text(pick)] += 1
        for rule in conflict.rules if conflict else ():
            self.counts[Measure.IN_THE_WAY, rule.id] += 1
        if now is None or pick not in now:
            self.counts[Measure.REFUSED, _text(pick)] += 1
        else:
            self.counts[Measure.CHOSEN, _text(pick)] += 1
        for each in self._lost(pick, was, now or was):
            self.counts[Measure.GAVE_WAY, _text(each)] += 1
        self._touch(pick.group)

    def clashed(self, was: Choices, now: Choices, conflict: Conflict) -> None:
        """Choices came that do not go together: the one that was not there before was wanted."""
        if self.before is None:
            return
        members = (conflict.pick, *reversed(conflict.choices))
        wanted = next((each for each in members if each not in self.before), conflict.pick)
        self.asked(wanted, was, now, conflict)

    def _lost(self, pick: Pick, was: Choices, now: Choices) -> Iterable[Pick]:
        """What had to go for it, without the other option of its own group that it replaces."""
        multi = self.model.group(pick.group).kind == "multi"
        return [
            each
            for each in was
            if each not in now and each != pick and (multi or each.group != pick.group)
        ]

    def _touch(self, group: str) -> None:
        if not self.last:
            self.counts[Measure.BEGAN, ""] += 1
        if group != self.last:
            self.counts[Measure.LAST, self.last] -= 1
            self.counts[Measure.LAST, group] += 1
            self.last = group


def saved(model: ProductModel, touched: str) -> Counts:
    return Counter({(Measure.SAVED, ""): 1, (Measure.LAST, _known(model, touched)): -1})


def _known(model: ProductModel, touched: str | None) -> str:
    """The group that a page says was touched last; "" where there is none of that id."""
    known = touched == WHOLE or any(group.id == touched for group in model.groups)
    return touched or "" if known else ""


def keep(version: ModelVersion, counts: Counts) -> None:
    """Have it counted with what others did today. A page never fails for it."""
    if not counts or _is_not_a_customer():
        return
    line = written(version.id, counts)
    try:
        count_files.add(folder(), line)
    except OSError:
        log.exception("a count was lost")


def written(version_id: int, counts: Counts) -> str:
    seen = [[measure, subject, n] for (measure, subject), n in counts.items() if n]
    day = clock.now().date().isoformat()
    return json.dumps([version_id, day, seen], ensure_ascii=False)


def folder() -> Path:
    return current_app.extensions["portal_settings"].data / "counts"


def _is_not_a_customer() -> bool:
    """Staff who try something out, and browsers that fetch a page before anybody asks for it."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "HEAD" or "prefetch" in ahead or me().is_staff


def _text(pick: Pick) -> str:
    return f"{pick.group}:{pick.option}"
