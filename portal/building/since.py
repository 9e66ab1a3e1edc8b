"""What has become of a build since it was saved: the model may have changed."""

from dataclasses import dataclass, field

from portal.building.choices import pairs, query
from portal.building.compiling import Ready, ready
from portal.building.configuring import Configured, of_choices
from portal.building.fitting import kept
from portal.building.models import Build, ModelVersion
from portal.building.wording import named
from portal.configurator import completing
from portal.configurator.answers import Choices
from portal.configurator.model import Pick


@dataclass
class Since:
    """A build as it was, and as it is offered today.

    `now` is the build in today's version, with the nearest replacement where something is gone;
    None when the model is offered no longer.
    """

    then: Configured
    now: Configured | None = None
    is_newer: bool = False
    gone: list[str] = field(default_factory=list)
    """Options that are discontinued, in words."""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    """Group, what it was, what it becomes."""

    @property
    def price_more(self) -> int:
        """What it costs more than when it was saved, as far as both are known."""
        return self.now.price.minor - self.then.price.minor if self.now else 0

    @property
    def query(self) -> str:
        """Today's nearest, as an address holds it."""
        return query(self.now.choices) if self.now else ""

    @property
    def is_as_it_was(self) -> bool:
        return bool(self.now) and not self.gone and not self.changes and not self.price_more


def since(build: Build, today: ModelVersion | None) -> Since:
    """Recompute the build from its own version, and find its nearest in today's."""
    its = ready(build.version)
    then = of_choices(its, its.compiled.choices(pairs(build.choices)))
    if today is None:
        return Since(then)
    if today.id == build.version_id:
        return Since(then, then)
    new = ready(today)
    gone = [named(its.model, pick) for pick in then.choices if pick not in new.compiled.place_of]
    choices = _nearest(new, then)
    return Since(then, of_choices(new, choices), True, gone, _changes(its, new, then, choices))


def _nearest(new: Ready, then: Configured) -> Choices:
    """The same groups decided as before, each as it was where that is still possible."""
    nearest = completing.nearest(new.compiled, then.choices)
    groups = {pick.group for pick in then.choices}
    multi = {pick for pick in then.choices if new.compiled.place_of.get(pick) is not None}
    single = {g.id for g in new.model.groups if g.kind != "multi"} & groups
    found = [p for p in nearest.picks if p.group in single or p in multi]
    return kept(new.compiled.choices(found))


def _changes(
    old: Ready, new: Ready, then: Configured, choices: Choices
) -> list[tuple[str, str, str]]:
    labels = {group.id: group.label for group in (*old.model.groups, *new.model.groups)}
    before, after = set(then.choices), set(choices)
    found = []
    for group_id, label in labels.items():
        was = [_label(old, pick) for pick in before - after if pick.group == group_id]
        now = [_label(new, pick) for pick in after - before if pick.group == group_id]
        if was or now:
            found.append((label, ", ".join(sorted(was)), ", ".join(sorted(now))))
    return found


def _label(its: Ready, pick: Pick) -> str:
    return its.model.option(pick).label
