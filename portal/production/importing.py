"""What the shop floor did, as a CSV file: read, tried out, and taken over all or not at all.

    order,stage,on,part,waiting,words,expected_on
    M-20012,paint,2026-11-20,,,,
    M-20013,,,primed,,,
    M-20014,,,,parts,The fork comes on Monday,2026-11-30
    M-20015,,,,no,,

A row says what happened to one order: the stage it reached and when (today, where `on` is empty),
a part of the work that is done, why it waits (`no`: it goes on). Trying it out plays all rows and
takes none over, so its answer is what taking over will do.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.database import atomic, session
from portal.orders.models import Order, ProductionStage
from portal.orders.production import AlreadyFurther, NoSuchPart, finish_part, reach
from portal.orders.production_models import Reason
from portal.orders.standing import NoLongerBuilt, OrderCancelled
from portal.orders.waiting import go_on, wait
from portal.production.models import MOST_BYTES
from portal.reading import safe_text
from portal.web.tables import BYTE_ORDER_MARK

MOST_ROWS = 200
"""So many are tried out while somebody waits; more go in batches: portal.production.batches."""
COLUMNS = ("order", "stage", "on", "part", "waiting", "words", "expected_on")
LONGEST_WORDS = 240
GOES_ON = "no"


class Unreadable(ValueError):
    """Not a CSV file of ours; the text says what is wrong with it."""


class TooLong(Unreadable):
    """More rows than are taken at once."""


@dataclass(frozen=True)
class Line:
    """One row: what it is about, what it does in words, or what is wrong with it."""

    number: int
    order: str
    does: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Trial:
    lines: Sequence[Line]

    @property
    def wrong(self) -> list[Line]:
        return [line for line in self.lines if line.wrong]

    @property
    def is_sound(self) -> bool:
        return bool(self.lines) and not self.wrong


class _Refused(ValueError):
    """What is wrong with a row, in words."""


class _OnlyTried(Exception):
    """Ends a trial without keeping anything of it."""


def text_of(raw: bytes) -> str:
    """The file as text, whichever of the usual ways a spreadsheet wrote it."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("The file is larger than 3 MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not UTF-8 text") from None


def try_out(text: str, *, by: Actor | None) -> Trial:
    """What each row would do. Nothing is kept, and nobody is told."""
    rows = rows_of(text)
    lines: list[Line] = []
    try:
        with atomic():
            lines = [_played(number, row, by) for number, row in rows]
            raise _OnlyTried
    except _OnlyTried:
        session.expire_all()
    return Trial(lines)


def take_over(text: str, *, by: Actor | None) -> Trial:
    """All rows, or none where one of them is wrong."""
    rows = rows_of(text)
    lines: list[Line] = []
    try:
        with atomic():
            lines = [_played(number, row, by) for number, row in rows]
            if any(line.wrong for line in lines):
                raise _OnlyTried
    except _OnlyTried:
        session.expire_all()
    return Trial(lines)


def rows_of(text: str, *, most: int = MOST_ROWS) -> list[tuple[int, Mapping[str, str]]]:
    text = text.removeprefix(BYTE_ORDER_MARK)
    if "\0" in text:
        raise Unreadable("The file is not text")
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=sign))
    except csv.Error as error:
        raise Unreadable(f"The file cannot be read: {error}") from None
    if not table or "order" not in [cell.strip().lower() for cell in table[0]]:
        raise Unreadable(f"The first line names the columns: {', '.join(COLUMNS)}")
    names = [cell.strip().lower() for cell in table[0]]
    strange = [name for name in names if name and name not in COLUMNS]
    if strange or len(set(names)) < len(names):
        named = safe_text.line(strange[0], 40) if strange else "one of them twice"
        raise Unreadable(f"There is no such column: {named}")
    found = list(_filled(names, table[1:]))
    if len(found) > most:
        raise TooLong(f"The file has more than {most:,} rows")
    if not found:
        raise Unreadable("The file has no rows")
    return found


def _filled(names: Sequence[str], table: Sequence[list[str]]) -> Iterator[tuple[int, dict]]:
    for number, cells in enumerate(table, 2):
        if any(cell.strip() for cell in cells):
            row = {name: _plain(cell) for name, cell in zip(names, cells, strict=False)}
            yield number, {column: row.get(column, "") for column in COLUMNS}


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running it."""
    return safe_text.line(cell, 1000).strip().removeprefix("'")


def play_alone(number: int, row: Mapping[str, str], by: Actor | None) -> Line:
    """The row for itself, inside a verb: nothing of it stays where it is wrong."""
    with session.begin_nested() as alone:
        line = _played(number, row, by)
        if line.wrong:
            alone.rollback()
    if line.wrong:
        session.expire_all()
    return line


def _played(number: int, row: Mapping[str, str], by: Actor | None) -> Line:
    name = row["order"][:40]
    try:
        return Line(number, name, does=_play(row, by))
    except _Refused as refused:
        return Line(number, name, wrong=str(refused))
    except OrderCancelled:
        return Line(number, name, wrong="The order is cancelled")
    except NoLongerBuilt:
        return Line(number, name, wrong="The order was delivered")
    except AlreadyFurther:
        return Line(number, name, wrong="The order is further already")
    except NoSuchPart:
        return Line(number, name, wrong=f"“{row['part'][:40]}” is no part of its stage")


def _play(row: Mapping[str, str], by: Actor | None) -> str:
    order = session.scalars(select(Order).where(Order.id == Order.id_of(row["order"]))).first()
    if order is None:
        raise _Refused("There is no such order")
    on = _day(row["on"]) or clock.now().date()
    done = []
    if row["stage"]:
        stage = _one_of(ProductionStage, row["stage"], "stage")
        is_there = order.stage is stage
        reach(order, stage, on=on, by=by)
        done.append(f"is in {stage.value} already" if is_there else f"reaches {stage.value}")
    if row["part"]:
        part = row["part"].lower()
        finish_part(order, part, on=on, by=by)
        done.append(f"{part} is done")
    if row["waiting"]:
        done.append(_wait(order, row, by))
    if not done:
        raise _Refused("The row says nothing: give a stage, a part or why it waits")
    return ", ".join(done)


def _wait(order: Order, row: Mapping[str, str], by: Actor | None) -> str:
    if row["waiting"].lower() == GOES_ON:
        return "goes on" if go_on(order, by=by) else "did not wait"
    reason = _one_of(Reason, row["waiting"], "reason")
    if len(row["words"]) > LONGEST_WORDS:
        raise _Refused(f"Words for the customer: {LONGEST_WORDS} characters at most")
    wait(order, reason=reason, words=row["words"], expected_on=_day(row["expected_on"]), by=by)
    return f"waits: {reason.value}"


def _one_of(kind: type, typed: str, what: str):
    try:
        return kind(typed.lower())
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise _Refused(f"There is no {what} “{typed[:40]}”: {known}") from None


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise _Refused(f"“{typed[:40]}” is no day like 2026-11-23") from None
    if not 2000 <= day.year < 2100:
        raise _Refused("Give a day in this century")
    return day
