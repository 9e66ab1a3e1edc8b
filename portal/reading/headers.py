"""The header lines of a mail or of one of its parts: found, unfolded, bounded, decoded.

Limits come before any reading: a header block of 64 kB, one header of 8 kB, 100 headers besides
those that decide what a mail is. What is beyond is left out, and noted.
"""

import re
from dataclasses import dataclass

from portal.reading import charsets, safe_text, words
from portal.reading.phrases import phrases

MAX_BLOCK = 64 * 1024
MAX_HEADER = 8 * 1024
MAX_HEADERS = 100
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_BLANK_LINE = re.compile(rb"\n(\r?\n)")
_LINE_END = re.compile(rb"\r?\n")
_LEADING_BLANKS = re.compile(rb"(?:[ \t\r]*\n)*")
_MBOX_LINE = re.compile(rb">?From [^\r\n]*\r?\n")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,100}")
# Read wherever they stand, so that padding cannot hide a second sender.
_DECISIVE = phrases("""
    from | to | cc | sender | reply-to | return-path | subject | date | message-id | in-reply-to |
    references | delivered-to | auto-submitted | precedence | content-type |
    content-transfer-encoding | authentication-results | x-crm-loop | x-failed-recipients
""")


@dataclass(frozen=True)
class Headers:
    """Header lines in their order: names in lower case, values unfolded bytes."""

    fields: tuple[tuple[str, bytes], ...] = ()
    notes: tuple[str, ...] = ()
    is_oversized: bool = False

    def raw(self, name: str) -> list[str]:
        """Every value of that name as text, with encoded words as they came."""
        return [charsets.decode(value)[0] for key, value in self.fields if key == name]

    def all(self, name: str, limit: int = 998) -> list[str]:
        """Every value of that name, decoded, each on one line."""
        return [safe_text.line(words.decode(value), limit) for value in self.raw(name)]

    def first(self, name: str, limit: int = 998) -> str:
        """The first value of that name, decoded; empty when there is none."""
        value = next((value for key, value in self.fields if key == name), b"")
        return safe_text.line(words.decode(charsets.decode(value)[0]), limit)

    def ids(self, name: str) -> list[str]:
        return [found for value in self.raw(name) for found in words.message_ids(value)]

    def parameters(self, name: str) -> dict[str, str]:
        return words.parameters((self.raw(name) or [""])[0])

    @property
    def media_type(self) -> str:
        """As `text/plain`; empty when it is missing or nonsense."""
        value = (self.raw("content-type") or [""])[0].partition(";")[0]
        media_type = "".join(value.split()).lower()
        return media_type if _MEDIA_TYPE.fullmatch(media_type) else ""


def split(raw: bytes, start: int = 0, end: int | None = None) -> tuple[Headers, int]:
    """The headers at the beginning of `raw[start:end]`, and where its body starts.

    Without a single header line everything is body. A line that is no header is passed over as
    long as an empty line follows somewhere; else it is where the body starts.
    """
    end = len(raw) if end is None else end
    if start == 0:
        start = _LEADING_BLANKS.match(raw, 0, MAX_HEADER).end()
    if mbox := _MBOX_LINE.match(raw, start, end):
        start = mbox.end()
    if not _FIELD.match(raw, start, end):
        line_end = _LINE_END.match(raw, start, end)
        return Headers(), line_end.end() if line_end else start
    blank = _BLANK_LINE.search(raw, start, end)
    block_end = blank.start(1) if blank else end
    block = raw[start : min(block_end, start + MAX_BLOCK)]
    lines, stop = _lines(block, passes_over=blank is not None)
    headers = _bounded(lines, is_oversized=block_end - start > MAX_BLOCK)
    return headers, blank.end() if blank else start + stop


def _lines(block: bytes, *, passes_over: bool) -> tuple[list[list[bytes]], int]:
    """[name, value, continued value, ...] of each header, and where the reading stopped."""
    fields: list[list[bytes]] = []
    stop, is_open = 0, False
    for line in block.splitlines(keepends=True):
        if line[:1] in (b" ", b"\t"):
            if is_open:
                fields[-1].append(line.rstrip(b"\r\n"))
        elif found := _FIELD.match(line):
            fields.append([found[1].lower(), line[found.end() :].rstrip(b"\r\n")])
            is_open = True
        elif passes_over:
            is_open = False
        else:
            break
        stop += len(line)
    return fields, stop


def _bounded(lines: list[list[bytes]], *, is_oversized: bool) -> Headers:
    fields, notes = [], []
    left_out = 0
    for raw_name, *pieces in lines:
        name, value = raw_name.decode("ascii"), b"".join(pieces).strip()
        if len(fields) >= MAX_HEADERS and name not in _DECISIVE:
            left_out += 1
            continue
        if len(value) > MAX_HEADER:
            # Of a long list of references the newest count, and they stand last.
            value = value[-MAX_HEADER:] if name == "references" else value[:MAX_HEADER]
            notes.append("A header longer than 8 kB was clipped.")
        fields.append((name, value))
    if left_out:
        notes.append(f"{left_out} headers beyond the first {MAX_HEADERS} were left out.")
    if is_oversized:
        notes.append("The header block was larger than 64 kB; the rest of it was left out.")
    return Headers(tuple(fields), tuple(dict.fromkeys(notes)), is_oversized)
