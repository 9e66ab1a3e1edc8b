"""A model as the editor has it open: the draft, what is published, what differs, what was found."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from portal.access import Actor, get_or_404
from portal.building import drafts, editing, findings, publishing, queries, rule_sentences
from portal.building.edit_models import ModelEdit
from portal.building.models import ModelVersion, ProductModel
from portal.configurator import files
from portal.configurator.elements import Key, taken_apart
from portal.configurator.model import Kind, Rule
from portal.configurator.model import ProductModel as Read


class NoDraft(Exception):
    """Only a draft can be changed, and there is none."""


@lru_cache(maxsize=16)
def _read(source: str) -> Read:
    return files.read(source)


def read(version: ModelVersion) -> Read:
    """What the version says; the same text is read once."""
    return _read(version.source)


@dataclass
class Opened:
    product: ProductModel
    version: ModelVersion
    draft: ModelVersion | None
    published: ModelVersion | None

    @classmethod
    def at(cls, slug: str) -> "Opened":
        """The model of this slug; a 404 where there is none."""
        version = get_or_404(queries.version_of(slug))
        draft, published = drafts.either(slug)
        return cls(version.model, draft or published or version, draft, published)

    @property
    def slug(self) -> str:
        return self.product.slug

    @property
    def edits(self) -> int:
        return self.version.edits

    @cached_property
    def model(self) -> Read:
        return read(self.version)

    @cached_property
    def was(self) -> Read | None:
        """What is published, where a draft stands beside it."""
        return read(self.published) if self.draft and self.published else None

    @cached_property
    def found(self) -> findings.Found:
        return findings.of(self.version) if self.draft else findings.Found([])

    @cached_property
    def marks(self) -> dict[Key, str]:
        """What differs from what is published: "new", "changed" or "gone", by element."""
        if self.was is None:
            return {}
        was, now = taken_apart(self.was), taken_apart(self.model)
        marks: dict[Key, str] = {}
        for key in {**was, **now}:
            if was.get(key) != now.get(key) and key[0] != "order":
                marks[key] = "new" if key not in was else "gone" if key not in now else "changed"
        return marks

    def named(self, key: Key) -> str:
        """What an element is called, for who looks through what differs."""
        model = self.was if self.was and self.marks.get(key) == "gone" else self.model
        match key:
            case ("option", group, option):
                one = model.group(group)
                return f"{one.label}: {rule_sentences.option_label(one, option)}"
            case ("group", group):
                return model.group(group).label
            case ("rule", name):
                return next(
                    rule_sentences.sentence(model, each) for each in model.rules if each.id == name
                )
            case ("term" | "stage" as kind, name):
                elements = model.terms if kind == "term" else model.stages
                return next(each.label for each in elements if each.id == name)
        return f"About the model: {key[1]}"

    @property
    def gone_rules(self) -> list[Rule]:
        """Rules that are published, and that the draft has no longer."""
        if self.was is None:
            return []
        return [rule for rule in self.was.rules if self.marks.get(("rule", rule.id)) == "gone"]

    def as_seen(self, seen: int) -> Read:
        """What the draft said when it counted `seen`; Clash when that is not known any more."""
        if self.draft is None:
            raise NoDraft(self.slug)
        return _read(editing.text_at(self.draft, seen))

    def change(
        self, to: Callable[[Read], Read], *, what: str, seen: int, by: Actor
    ) -> ModelEdit | None:
        """Change the draft as it was seen, and keep what others changed since.

        Raises Unsound where no model comes out of it, and Clash where others were at it as well.
        """
        mine = to(self.as_seen(seen))
        publishing.read(files.write(mine))
        assert self.draft is not None
        made = editing.edit(self.draft, mine, what=what, seen=seen, by=by)
        findings.check_now(self.draft)
        return made


def least_price(model: Read) -> int:
    """A price that no build can be below, whatever its rules are."""
    least = model.price + sum(min(term.amount, 0) for term in model.terms)
    for group in model.groups:
        prices = [each.price for each in group.offered]
        if group.kind is Kind.MULTI:
            least += sum(min(price, 0) for price in prices)
        else:
            least += min(prices, default=0)
    return least
