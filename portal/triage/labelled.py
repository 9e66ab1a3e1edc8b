"""Reading files of labelled texts: CSV in UTF-8 with the columns text and label."""

import csv
from collections.abc import Iterator
from pathlib import Path

LONGEST_CELL = 131_072
WANTED = ("text", "label")


class Unreadable(Exception):
    """A file that is not what it should be; the message says what is wrong, and where."""


def read_labelled(path: Path) -> list[tuple[str, str]]:
    """Text and label of each row. A mark at the beginning, as some programs write it, is skipped.

    Raises Unreadable: no such file, not UTF-8, no such columns, no rows, an empty label, a cell
    that is too long, which mostly means that a quotation mark is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(_rows(path, file))
    except UnicodeDecodeError as problem:
        raise Unreadable(f"{path}: not UTF-8, at byte {problem.start}") from problem
    except OSError as problem:
        raise Unreadable(f"{path}: {problem.strerror}") from problem
    if not rows:
        raise Unreadable(f"{path}: no rows below the header")
    return rows


def _rows(path: Path, lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        if not all(name in header for name in WANTED):
            found = ", ".join(header)[:200] or "nothing"
            raise Unreadable(f"{path}: needs the columns text and label, found {found}")
        text, label = map(header.index, WANTED)
        for cells in reader:
            if not cells:
                continue
            if len(cells) <= max(text, label) or not cells[label].strip():
                raise Unreadable(f"{path}, line {reader.line_num}: no label")
            yield cells[text], cells[label].strip()
    except csv.Error as problem:
        raise Unreadable(
            f"{path}, line {reader.line_num}: {problem}; a cell may have {LONGEST_CELL:,} letters"
        ) from problem
