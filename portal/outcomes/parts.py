"""The parts of the report that open their people: by part and key, which enrolments they are."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_

from portal.outcomes.cells import (
    BETWEEN,
    WRONG,
    answer,
    fate,
    has_topic,
    is_late,
    left_out_by,
    loop,
    said_stop,
)
from portal.outcomes.doings import chose, in_arm, is_of_product, ordered, raised

SORTED_BY: Mapping[str, Callable[[], Any]] = {
    "fate": fate,
    "answer": answer,
    "left out": left_out_by,
}
HOLDS: Mapping[str, Callable[[str], ColumnElement[bool]]] = {
    "late": lambda key: is_late(),
    "topic": has_topic,
    "stop": said_stop,
    "measured": in_arm,
    "bought": lambda key: in_arm(key, exists().where(*ordered())),
    "raised": lambda key: in_arm(key, exists().where(*raised())),
    "option": chose,
    "option wrong": lambda key: and_(chose(key), answer() == WRONG),
    "product": lambda key: and_(answer() != "", is_of_product(key)),
    "product wrong": lambda key: and_(answer() == WRONG, is_of_product(key)),
}
OPEN = frozenset({*SORTED_BY, *HOLDS, "loop"})
"""The parts that open their people."""


def holds(part: str, keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether an enrolment is in one of these keys of the part."""
    if part == "loop":
        return _how_it_stands(keys)
    if part in SORTED_BY:
        return SORTED_BY[part]().in_(keys)
    return or_(false(), *(HOLDS[part](key) for key in keys))


def _how_it_stands(keys: Sequence[str]) -> ColumnElement[bool]:
    """Without a key every concern there is; “open” is open, whoever looks after it."""
    stands = loop()
    if not keys:
        return stands != ""
    return stands.like(f"open{BETWEEN}%") if "open" in keys else stands.in_(keys)
