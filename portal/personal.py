"""What each domain keeps about people: which rows and columns, what for, and what becomes of them
when somebody has themselves erased. Domains declare it in their `personal_data`; their copy for the
customer, and erasing them, are made of these declarations alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whose data it is: one person, however many addresses they have."""

    customer_id: int
    number: str
    user_ids: tuple[int, ...]
    address_keys: tuple[str, ...]
    spellings: tuple[str, ...]
    """Their addresses in every way we keep them: compared, as typed, and in lower case."""
    names: tuple[str, ...]
    is_whole: bool
    """The customer's whole record is about this person. In an organisation it is not: its concerns
    and orders stay with it when one of its people goes."""

    @property
    def erased_name(self) -> str:
        return f"Erased customer {self.number}" if self.is_whole else "Erased person"


class _Stays:
    """Nothing takes its place."""


STAYS = _Stays()


@dataclass(frozen=True)
class Each:
    """What takes a value's place depends on what is in its row: `of(subject, row)`."""

    of: Callable[[Subject, Any], Any]


@dataclass(frozen=True)
class Column:
    """A column of a table with personal data.

    `label` is its name in their copy; without one it is not in it, and `reason` says why. `erased`
    takes its place: a value, an SQL expression, or a function of the subject that gives either.
    """

    label: Any = None
    erased: Any = STAYS
    reason: str = ""


def said(label: Any, erased: Any = "") -> Column:
    """About the person, and theirs: in their copy, and gone when they are."""
    return Column(label, erased)


def fact(label: Any) -> Column:
    """Names nobody by itself: in their copy, and stays for the statistics."""
    return Column(label)


def secret(erased: Any = None) -> Column:
    """Opens something, so that nobody is given it; gone when they are."""
    return Column(erased=erased, reason="a secret, or made of one")


def inner(reason: str, erased: Any = STAYS) -> Column:
    """Our own mark on it, worth nothing to them."""
    return Column(erased=erased, reason=reason)


def link(erased: Any = STAYS) -> Column:
    """Points at somebody's row, which names nobody once it is erased itself."""
    return inner("the number of a row", erased)


Condition = Callable[[Subject], ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True)
class PersonalTable:
    """The rows of one table that are about a person."""

    model: Any
    title: Any
    why: Any
    """What we keep it for, as the person reads it."""
    about: Condition
    """Which rows are erased."""
    shown: Condition | None = None
    """Which rows are in their copy, where these are others than `about`."""
    columns: Mapping[str, Column]
    rows_go: bool = False
    """Erasing deletes the rows; else it replaces what is in the columns."""
    file: Callable[[Any], str] | None = None
    """The column `sha256` names a file; this names it in their copy."""

    @property
    def name(self) -> str:
        return self.model.__tablename__

    @property
    def in_copy(self) -> dict[str, Any]:
        """The columns of their copy, and what each is called."""
        return {name: each.label for name, each in self.columns.items() if each.label is not None}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What has to stay for a while after somebody is erased, why, and until when."""

    what: Any
    why: Any
    until: date
    rows: Mapping[str, ColumnElement[bool]]
    """Which rows of which table."""
