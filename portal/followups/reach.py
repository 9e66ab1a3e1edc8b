"""Whom rules that are being written would reach now, and who is left out by what: asked of the code
that enrols and the gates that judge what is sent. A million customers are counted up to a cap, and
of many some are judged; the answer says so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.followups import candidates, enrolling, gates, spec_reading, triggers
from portal.followups.circumstances import Circumstances
from portal.followups.gates import STOPPED
from portal.followups.models import Playbook, PlaybookState, PlaybookVersion
from portal.followups.progress import PART_OF_GATE
from portal.followups.queries import PARTS
from portal.followups.spec import Spec, TriggerKind

MOST_COUNTED = 10_000
MOST_JUDGED = 200
MOST_NAMED = 20


@dataclass
class Group:
    """Who goes, or who is left out by the same thing."""

    title: str
    people: list[tuple[Customer, str]] = field(default_factory=list)
    """With what was said of each, where it differs."""

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def named(self) -> Sequence[tuple[Customer, str]]:
        return self.people[:MOST_NAMED]


@dataclass(frozen=True)
class Reach:
    total: int
    """MOST_COUNTED + 1 stands for more."""
    judged: int
    goes: Group
    left_out: Sequence[Group]
    is_by_hand: bool = False

    @property
    def is_capped(self) -> bool:
        return self.total > MOST_COUNTED

    @property
    def is_sample(self) -> bool:
        return self.judged < self.total

    @property
    def about(self) -> int:
        """How many of all of them go, as far as the judged ones tell."""
        counted = min(self.total, MOST_COUNTED)
        return round(counted * self.goes.count / self.judged) if self.judged else 0


def reach(document: dict[str, Any], *, key: str, owner: User) -> Reach:
    """Of what the rules would enrol if somebody approved them now. Raises NotASpec."""
    spec = spec_reading.read(document)
    goes = Group("Would get the first mail")
    if spec.trigger.kind is TriggerKind.BY_HAND:
        return Reach(0, 0, goes, [], is_by_hand=True)
    since, until = enrolling.window(spec, clock.now())
    total = triggers.how_many(spec, since, until, most=MOST_COUNTED + 1)
    every = -(-min(total, MOST_COUNTED) // MOST_JUDGED)
    # Of no playbook yet: so nobody counts as enrolled in it.
    playbook = Playbook(key=key, title="", owner=owner, state=PlaybookState.DRAFT)
    version = PlaybookVersion(n=0, spec=document)
    found = triggers.occurrences(
        playbook, spec, since, until, most=MOST_JUDGED, every=max(1, every)
    )
    judged = candidates.of(playbook, version, spec, found)
    return Reach(total, len(judged), goes, _left_out(judged, spec, goes))


def _left_out(judged: Sequence[candidates.Candidate], spec: Spec, goes: Group) -> Sequence[Group]:
    now, meant = clock.now(), []
    groups: dict[str, Group] = defaultdict(lambda: Group(""))
    for each in judged:
        if each.steps[0].expires_at <= now:
            _put(groups, PARTS["expired"].title, each.customer, "")
        elif unmet := each.left_out_by(spec):
            _put(groups, f"{unmet}: not so", each.customer, "")
        else:
            meant.append(each.steps[0])
    known = Circumstances(meant, now)
    for what in meant:
        passage = gates.passage_of(what, max(now, what.due_at), known, as_if_live=True)
        said = passage.last
        if said.outcome == STOPPED:
            _put(groups, PARTS[PART_OF_GATE[said.gate]].title, what.customer, said.why)
        else:
            goes.people.append((what.customer, "" if passage.is_open else said.why))
    return sorted(groups.values(), key=lambda each: -each.count)


def _put(groups: dict[str, Group], title: str, customer: Customer, why: str) -> None:
    group = groups[title]
    group.title = title
    group.people.append((customer, why))
