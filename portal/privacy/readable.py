"""A copy as a page that people read: one file without scripts, that asks no server for anything."""

from datetime import date, datetime
from enum import Enum
from typing import IO, Any

from babel.dates import format_date, format_datetime
from flask import current_app
from markupsafe import escape

from portal import clock
from portal.personal import PersonalTable, Subject
from portal.web.languages import _, language

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-inline-size:46rem;margin:2rem auto;"
    "padding-inline:1rem;color-scheme:light dark}"
    "h2{margin-block:2.5rem .25rem}p.why{margin-block:0 1rem;opacity:.75}"
    "article{border-block-start:1px solid;padding-block:.75rem}"
    "dl{margin:0;display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.25rem 1rem}"
    "dt{opacity:.75}dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}"
    "@media(max-width:32rem){dl{grid-template-columns:1fr}dd{margin-block-end:.5rem}}"
)


class ReadablePage:
    """Written from top to bottom into a file, row by row."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._is_empty = True

    def begin(self, subject: Subject) -> None:
        company = current_app.extensions["portal_settings"].brand.name
        title = escape(_("Your data at %(company)s", company=company))
        spoken = language()
        self._write(
            f'<!doctype html><html lang="{spoken.tag}" dir="{spoken.direction}"><head>'
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            '<meta http-equiv="Content-Security-Policy" '
            "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
            f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        )
        made = _(
            "Customer number %(number)s. Made on %(day)s.",
            number=subject.number,
            day=_said(clock.now()),
        )
        more = _("The same for machines is in data.json, and files and mails are in their folders.")
        self._write(f"<p>{escape(made)} {escape(more)}</p>")

    def begin_table(self, table: PersonalTable) -> None:
        self._is_empty = True
        self._write(f'<section><h2>{escape(str(table.title))}</h2>'
                    f'<p class="why">{escape(str(table.why))}</p>')  # fmt: skip

    def add(self, table: PersonalTable, row: Any) -> None:
        self._is_empty = False
        known = [
            f'<dt>{escape(str(label))}</dt><dd dir="auto">{escape(said)}</dd>'
            for name, label in table.in_copy.items()
            if (said := _said(row[name]))
        ]
        if table.file is not None and row["sha256"]:
            name = escape(table.file(row))
            known.append(f'<dt>{escape(_("File"))}</dt><dd><a href="{name}">{name}</a></dd>')
        self._write(f"<article><dl>{''.join(known)}</dl></article>\n")

    def end_table(self) -> None:
        if self._is_empty:
            self._write(f"<p>{escape(_('Nothing'))}</p>")
        self._write("</section>\n")

    def end(self) -> None:
        self._write("</main></body></html>\n")

    def _write(self, text: str) -> None:
        self._file.write(text)


def _said(value: Any) -> str:
    """A value as people write it; nothing for what is not there."""
    locale = language().locale
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return f"{format_datetime(value, 'medium', locale=locale)} UTC"
    if isinstance(value, date):
        return format_date(value, "medium", locale=locale)
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_said(each)}" for name, each in value.items() if _said(each))
    if isinstance(value, list):
        return "\n".join(map(_said, value))
    return str(value)
