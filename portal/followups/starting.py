"""Playbooks that are ready to use: taken over as drafts, for somebody to read, change and have
approved."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from portal.accounts.models import User
from portal.followups import versions
from portal.followups.models import Playbook

FOLDER = Path(__file__).parent / "starters"


@dataclass(frozen=True)
class Starter:
    name: str
    title: str
    says: str
    """What it is good for, in one sentence."""
    document: dict[str, Any]


@cache
def starters() -> Sequence[Starter]:
    return [_read(path) for path in sorted(FOLDER.glob("*.json"))]


def starter(name: str) -> Starter | None:
    return next((each for each in starters() if each.name == name), None)


def take_over(
    chosen: Starter, *, owner: User, care_of: User | None, by: User, **changes: Any
) -> Playbook:
    """A new playbook with the starter's words; `changes` replace parts of its document."""
    return versions.begin(
        title=chosen.title, document=chosen.document | changes, owner=owner, care_of=care_of, by=by
    )


def _read(path: Path) -> Starter:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Starter(
        path.stem.partition("-")[2], content["title"], content["says"], content["playbook"]
    )
