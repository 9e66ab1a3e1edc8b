"""Rows on their way into the database."""

from collections.abc import Sequence

NULL = "\\N"
Row = str
"""A line as COPY reads it: texts with tabs between them, and a newline."""


class Loader:
    """Takes rows for any of the tables, all of them or none."""

    def put(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        raise NotImplementedError

    def know(self, texts: Sequence[str]) -> None:
        """Words for the search index that many concerns have alike."""
        raise NotImplementedError

    def index(self, rows: Sequence[Row]) -> None:
        """Id, words of its own, and which of the known texts follows them."""
        raise NotImplementedError
