"""Tables to take along: on paper, or as a file that spreadsheets open."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import make_response
from flask.wrappers import Response

from portal.web.languages import _
from portal.web.rendering import render

BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets take UTF-8 for something else."""
MOST_EXPORTED = 5000
"""So many rows are on paper or in a file at most, and it says so there."""
SIGNS = frozenset("=+-@＝＋－＠")
BREAKS = frozenset("\t\r\n")


@dataclass(frozen=True, kw_only=True)
class Table:
    """`name` is the file's, without its ending."""

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    @property
    def is_cut(self) -> bool:
        """There may be more than it holds."""
        return len(self.rows) >= MOST_EXPORTED


def as_csv(table: Table) -> Response:
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\r\n")
    sheet.writerow(table.columns)
    sheet.writerows([harmless(cell) for cell in row] for row in table.rows)
    if table.is_cut:
        sheet.writerow([_("Only the first %(count)s are here", count=f"{MOST_EXPORTED:,}")])
    answer = make_response(BYTE_ORDER_MARK + written.getvalue())
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


def as_print(table: Table, *, back: str) -> Response:
    return render("layouts/printed.html", table=table, back=back)


def harmless(cell: Any) -> str:
    """The cell as text that no spreadsheet runs: what somebody wrote may begin like a formula."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Spreadsheets leave out the spaces, controls and letters of no width before a sign."""
    first = next((each for each in text if unicodedata.category(each)[0] not in "ZC"), None)
    return first in SIGNS or text[:1] in BREAKS
