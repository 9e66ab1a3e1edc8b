"""Deciding on the policy: each change is the next version, with who, when and why."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.accounts.models import User
from portal.database import as_json, atomic, session
from portal.messages.once import insert_once
from portal.relationship import rules, starting
from portal.relationship.models import RelationshipPolicy
from portal.relationship.rules import OTHERS, Rules

PAGE = 50


class ChangedMeanwhile(Exception):
    """Somebody else published a version since this one was looked at."""


def in_force() -> RelationshipPolicy | None:
    """The newest version; None while nobody has decided on one."""
    return session.scalars(_newest_first().limit(1)).one_or_none()


def rules_in_force() -> Rules | None:
    policy = in_force()
    return rules.read(policy.document) if policy else None


def since() -> datetime:
    """When the first version came; only for while there is one."""
    first = select(RelationshipPolicy.at).order_by(RelationshipPolicy.n).limit(1)
    return session.scalars(first).one()


def version(n: int) -> Any:
    return select(RelationshipPolicy).where(RelationshipPolicy.n == n)


def versions(*, before: int = 0) -> Sequence[RelationshipPolicy]:
    """The newest first; one more than a page."""
    found = _newest_first().limit(PAGE + 1)
    return session.scalars(found.where(RelationshipPolicy.n < before) if before else found).all()


@atomic()
def publish(document: dict[str, Any], *, seen: int, reason: str, by: User) -> RelationshipPolicy:
    """Let the document hold from now on. `seen` is the version it was made of, 0 for none. What is
    owed already stays owed. The same rules again are no version of their own."""
    rules.read(document)
    newest = in_force()
    if (newest.n if newest else 0) != seen:
        raise ChangedMeanwhile
    if newest is not None and as_json(newest.document) == as_json(document):
        return newest
    is_first = insert_once(
        RelationshipPolicy, unique=["n"],
        n=seen + 1, document=document, reason=reason[:250], by_id=by.id, by_name=by.name[:80],
        at=clock.now(),
    )  # fmt: skip
    if not is_first:
        raise ChangedMeanwhile
    return session.scalars(version(seen + 1)).one()


def with_line(document: dict[str, Any], key: str, line: dict[str, Any]) -> dict[str, Any]:
    """The document with this line as it is now; a key that is not there is a new line."""
    lines = [line if each["key"] == key else each for each in document["lines"]]
    if all(each["key"] != key for each in document["lines"]):
        lines.insert(len(lines) - 1, line)
    return {**document, "lines": lines}


def without_line(document: dict[str, Any], key: str) -> dict[str, Any]:
    lines = [each for each in document["lines"] if each["key"] != key or key == OTHERS]
    return {**document, "lines": lines}


def key_of(name: str, document: dict[str, Any]) -> str:
    """The name of a new line as it stands in an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    key = "-".join(words)[:40].strip("-") or "line"
    taken = {each["key"] for each in document["lines"]} | {"new"}
    candidates = (key if n == 1 else f"{key}-{n}" for n in range(1, 100))
    return next(each for each in candidates if each not in taken)


def blank() -> dict[str, Any]:
    """A new line before anybody has written it."""
    return starting.others() | {"key": "", "name": ""}


def _newest_first() -> Any:
    return select(RelationshipPolicy).order_by(RelationshipPolicy.n.desc())
