"""Lists that their reader searches, narrows, sorts, leafs through, prints and takes along.

All of it stands in the address, so every list is a link. A page goes on beside a row (keyset), and
counting stops at a cap, so no page costs more than the first. What a domain says is what may be
seen, what a word is looked for in, and which views, sortings and choices there are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Select, and_, case, func, select, tuple_

from portal.database import session
from portal.web.forms import tidy
from portal.web.tables import MOST_EXPORTED

PAGE = 20
COUNT_CAP = 1000
MOST_WORDS = 6
LONGEST_SEARCH = 100
NO_CHOICE = ""


@dataclass(frozen=True)
class View:
    """One way to narrow the list; without a condition it holds everything."""

    text: Any
    holds: ColumnElement[bool] | None = None


@dataclass(frozen=True)
class Sorting:
    """Columns to sort by, the last of them the id: all of them this way round."""

    text: Any
    by: tuple[Any, ...]
    descending: bool = True


@dataclass(frozen=True)
class Choice:
    """Something to choose besides the view: what each value is called, and what it holds."""

    name: str
    label: Any
    all_of_them: Any
    options: Mapping[str, str]
    holds: Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True)
class Chip:
    text: Any
    count: str
    url: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list as this request asks for it. `visible` is what its reader may see, and nothing else
    ever comes out."""

    model: Any
    visible: Select[Any]
    says: Callable[[str], ColumnElement[bool]]
    views: Mapping[str, View]
    sortings: Mapping[str, Sorting]
    choices: Sequence[Choice] = ()
    page_size: int = PAGE
    _found: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        typed = tidy(request.args.get("q", ""))[:LONGEST_SEARCH]
        return "".join(letter for letter in typed if letter.isprintable())

    @property
    def show(self) -> str:
        return _one_of(self.views, request.args.get("show", ""))

    @property
    def sort(self) -> str:
        return _one_of(self.sortings, request.args.get("sort", ""))

    def chosen(self, choice: Choice) -> str:
        value = request.args.get(choice.name, NO_CHOICE)
        return value if value in choice.options else NO_CHOICE

    @property
    def is_narrowed(self) -> bool:
        """Whether the address asks for less than all of it from the beginning."""
        is_inside = bool(request.args.get("before") or request.args.get("after"))
        is_chosen = self.show != next(iter(self.views)) or any(self._chosen.values())
        return bool(self.text) or is_inside or is_chosen

    @property
    def count(self) -> int:
        """How many there are in this view; COUNT_CAP + 1 stands for more."""
        return self._counts()[self.show]

    @property
    def rows(self) -> Sequence[Any]:
        return self._page()[0]

    @property
    def newer_url(self) -> str:
        rows, is_newer, _ = self._page()
        return self._url(after=rows[0].number) if rows and is_newer else ""

    @property
    def older_url(self) -> str:
        rows, _, is_older = self._page()
        return self._url(before=rows[-1].number) if rows and is_older else ""

    @property
    def url(self) -> str:
        """The list from its beginning, narrowed as it is."""
        return self._url()

    @property
    def may_be_cut(self) -> bool:
        """Whether paper and files may hold only the first of them."""
        return self.count > COUNT_CAP

    @property
    def csv_url(self) -> str:
        return self._url(format="csv")

    @property
    def print_url(self) -> str:
        return self._url(format="print")

    def chips(self) -> list[Chip]:
        counts = self._counts()
        return [
            Chip(view.text, counted(counts[name]), self._url(show=name), name == self.show)
            for name, view in self.views.items()
        ]

    def every(self) -> Sequence[Any]:
        """All that is found, for paper and files."""
        ordered = self._sorted(self._narrowed(self.visible)).limit(MOST_EXPORTED)
        return session.scalars(ordered).all()

    def _page(self) -> tuple[Sequence[Any], bool, bool]:
        """The rows, and whether there are some above and below them."""
        if "page" not in self._found:
            self._found["page"] = self._read_page()
        return self._found["page"]

    def _read_page(self) -> tuple[Sequence[Any], bool, bool]:
        query = self._narrowed(self.visible)
        below, above = request.args.get("before", ""), request.args.get("after", "")
        most = self.page_size + 1
        if above:
            query = self._sorted(self._beside(query, above, below=False), upwards=True)
            found = list(session.scalars(query.limit(most)))
            return found[: self.page_size][::-1], len(found) == most, True
        if below:
            query = self._beside(query, below, below=True)
        found = list(session.scalars(self._sorted(query).limit(most)))
        return found[: self.page_size], bool(below), len(found) == most

    def _beside(self, query: Select[Any], number: str, *, below: bool) -> Select[Any]:
        """What comes after the row of that number; nothing, for one they may not see."""
        sorting = self.sortings[self.sort]
        there = self.visible.with_only_columns(*sorting.by).order_by(None)
        there = there.where(self.model.id == self.model.id_of(number)).scalar_subquery()
        here = tuple_(*sorting.by)
        return query.where(here < there if below is sorting.descending else here > there)

    def _sorted(self, query: Select[Any], *, upwards: bool = False) -> Select[Any]:
        sorting = self.sortings[self.sort]
        falls = sorting.descending is not upwards
        return query.order_by(*(column.desc() if falls else column for column in sorting.by))

    def _narrowed(self, query: Select[Any], *, by_view: bool = True) -> Select[Any]:
        held = [self.says(word) for word in self.text.split()[:MOST_WORDS]]
        held += [choice.holds(value) for choice in self.choices if (value := self.chosen(choice))]
        view = self.views[self.show].holds
        return query.where(*held, *([view] if by_view and view is not None else []))

    def _counts(self) -> dict[str, int]:
        """How many each view holds of what is searched for, in one question."""
        if "counts" not in self._found:
            holds = [view.holds for view in self.views.values()]
            columns = [
                (and_(True) if each is None else each).label(name)
                for name, each in zip(self.views, holds, strict=True)
            ]
            self._found["counts"] = self._count(columns)
        return self._found["counts"]

    def _count(self, columns: Sequence[Any]) -> dict[str, int]:
        some = self._narrowed(self.visible, by_view=False).with_only_columns(*columns)
        capped = some.order_by(None).limit(COUNT_CAP + 1).subquery()
        sums = [func.coalesce(func.sum(case((column, 1), else_=0)), 0) for column in capped.c]
        return dict(zip(self.views, session.execute(select(*sums)).one(), strict=True))

    @property
    def _chosen(self) -> dict[str, str]:
        return {choice.name: self.chosen(choice) for choice in self.choices}

    def _url(self, **changes: str) -> str:
        kept = {"q": self.text, "show": self.show, **self._chosen, "sort": self.sort}
        usual = {"show": next(iter(self.views)), "sort": next(iter(self.sortings))}
        asked = {
            name: value
            for name, value in (kept | changes).items()
            if value and (value != usual.get(name) or name in changes)
        }
        return f"{request.path}?{urlencode(asked)}" if asked else request.path


def counted(count: int) -> str:
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


def _one_of(names: Mapping[str, Any], asked: str) -> str:
    """The one asked for; the first for one there is not."""
    return asked if asked in names else next(iter(names))
