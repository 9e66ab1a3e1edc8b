"""What picks, groups and rules of a model are called, in words, also those of earlier versions."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from portal.building.models import ModelVersion
from portal.building.opened import read
from portal.configurator.model import Group, Option, Pick, ProductModel, Rule

MOST_READ = 5
"""So many of the latest versions are looked into for a name; older ones show their ids."""


class Names:
    """Of these versions, the newest first: what it says counts."""

    def __init__(self, versions: Sequence[ModelVersion]) -> None:
        self.versions = versions[:MOST_READ]

    @cached_property
    def models(self) -> list[ProductModel]:
        return [read(each) for each in self.versions]

    @cached_property
    def groups(self) -> dict[str, Group]:
        found: dict[str, Group] = {}
        for model in self.models:
            for group in model.groups:
                found.setdefault(group.id, group)
        return found

    @cached_property
    def options(self) -> dict[Pick, Option]:
        """Every option there is or was, in the order of the newest version."""
        return dict(self._options())

    def _options(self) -> Iterator[tuple[Pick, Option]]:
        seen: set[Pick] = set()
        for group in self.groups.values():
            for model in self.models:
                same = next((each for each in model.groups if each.id == group.id), None)
                for option in same.offered if same else ():
                    pick = Pick(group.id, option.id)
                    if pick not in seen:
                        seen.add(pick)
                        yield pick, option

    @cached_property
    def rules(self) -> dict[str, Rule]:
        found: dict[str, Rule] = {}
        for model in self.models:
            for rule in model.rules:
                found.setdefault(rule.id, rule)
        return found

    def group(self, group_id: str) -> str:
        group = self.groups.get(group_id)
        return group.label if group else group_id

    def option(self, pick: Pick) -> str:
        option = self.options.get(pick)
        return option.label if option else pick.option

    def named(self, pick: Pick) -> str:
        return f"{self.group(pick.group)}: {self.option(pick)}"

    def because(self, rule_id: str) -> str:
        rule = self.rules.get(rule_id)
        return rule.because if rule else rule_id
