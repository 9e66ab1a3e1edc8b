"""The tree of parts in a mail, cut out of its bytes by their boundaries.

Own cutting instead of the standard library's parser, which keeps several copies of the text,
takes a step per line and level, and gives up in many ways (500 levels, no boundary, odd names).
Here the parts are places in the raw bytes: at most 200 of them, at most 20 levels deep.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from portal.reading import headers as header_lines
from portal.reading import words
from portal.reading.headers import Headers

MAX_DEPTH = 20
_GUESS = 64 * 1024
_AFTER_BOUNDARY = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r?\Z)")
_BOUNDARY_LINE = re.compile(rb"^--([!-~][^\r\n]{0,199}?)[ \t]*\r?\n(?=Content-|MIME-)", re.M | re.I)


@dataclass(frozen=True)
class Part:
    """A piece of a mail: its headers, and its body as a place in the raw bytes."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    raw: bytes = field(repr=False)
    start: int
    end: int
    children: tuple["Part", ...] = ()

    @property
    def encoded(self) -> bytes:
        return self.raw[self.start : self.end]

    def content(self) -> bytes:
        """The bytes behind the transfer encoding."""
        return decoded(self.encoded, self.headers.first("content-transfer-encoding", 60))

    @property
    def disposition(self) -> str:
        return self.headers.first("content-disposition").partition(";")[0].strip().lower()

    @property
    def file_name(self) -> str:
        names = self.headers.parameters("content-disposition")
        return words.decode(names.get("filename") or self.parameters.get("name", ""))

    def walk(self) -> Iterator["Part"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Allowance:
    """What may still be opened in this mail, and what people should know about it."""

    parts: int = 200
    boundary_lines: int = 20_000
    recoded_bytes: int = 30_000_000
    dropped: int = 0
    notes: list[str] = field(default_factory=list)


def tree(raw: bytes, allowance: Allowance) -> Part:
    """The whole mail as a part."""
    return _part(raw, 0, len(raw), "text/plain", allowance, depth=0)


def decoded(encoded: bytes, transfer_encoding: str) -> bytes:
    encoding = transfer_encoding.lower().strip(" ;\"'").partition(" ")[0]
    if encoding == "base64":
        return words.base64(encoded)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(encoded)
    if encoding in ("x-uuencode", "x-uue", "uuencode"):
        return _uudecoded(encoded)
    return encoded


def _part(
    raw: bytes, start: int, end: int, default_type: str, allowance: Allowance, *, depth: int
) -> Part:
    headers, body = header_lines.split(raw, start, end)
    media_type = headers.media_type or default_type
    part = Part(headers, media_type, headers.parameters("content-type"), raw, body, end)
    if media_type.startswith("multipart/"):
        inner_type = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        sections = _sections(part, allowance)
    elif media_type in ("message/rfc822", "message/global"):
        inner_type = "text/plain"
        sections = _embedded(part, allowance)
    else:
        return part
    children = []
    for raw_inside, section_start, section_end in sections:
        if depth == MAX_DEPTH:
            allowance.notes.append("Parts nested deeper than 20 levels were left out.")
            break
        if allowance.parts <= 0:
            allowance.dropped += 1
            continue
        allowance.parts -= 1
        place = (raw_inside, section_start, section_end)
        children.append(_part(*place, inner_type, allowance, depth=depth + 1))
    return replace(part, children=tuple(children))


def _embedded(part: Part, allowance: Allowance) -> Iterator[tuple[bytes, int, int]]:
    """The mail that is the content of `part`."""
    encoding = part.headers.first("content-transfer-encoding", 60)
    if encoding.lower() in ("", "7bit", "8bit", "binary"):
        yield part.raw, part.start, part.end
    elif part.end - part.start <= allowance.recoded_bytes:
        allowance.recoded_bytes -= part.end - part.start
        content = decoded(part.encoded, encoding)
        yield content, 0, len(content)


def _sections(part: Part, allowance: Allowance) -> Iterator[tuple[bytes, int, int]]:
    """The places between the boundary lines. The last one may lack its end."""
    boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "replace")
    lines = _boundary_lines(part, boundary, allowance) if boundary else []
    if not lines and (seen := _BOUNDARY_LINE.search(part.raw, part.start, part.start + _GUESS)):
        lines = _boundary_lines(part, seen[1], allowance)
        allowance.notes.append("The boundary between the parts was guessed.")
    ends = [at for at, _, _ in lines[1:]] + [part.end]
    for (_, after, is_closing), end in zip(lines, ends, strict=False):
        if not is_closing:
            yield part.raw, after, max(after, end)


def _boundary_lines(
    part: Part, boundary: bytes, allowance: Allowance
) -> list[tuple[int, int, bool]]:
    """(where the line before ends, where the next line starts, is it the closing one) of each."""
    raw, end = part.raw, part.end
    needle = b"\n--" + boundary
    found = []
    at = raw.find(needle, max(part.start - 1, 0), end)
    while at >= 0 and allowance.boundary_lines > 0:
        allowance.boundary_lines -= 1
        after = _AFTER_BOUNDARY.match(raw, at + len(needle), end)
        if after:
            section_end = at - 1 if raw[at - 1 : at] == b"\r" else at
            found.append((section_end, after.end(), after[1] is not None))
        # The line end after one boundary line may be the one before the next.
        at = raw.find(needle, after.end() - 1 if after else at + 1, end)
    return found


def _uudecoded(encoded: bytes) -> bytes:
    content = bytearray()
    for line in encoded.splitlines():
        if line.startswith(b"begin ") or line == b"end":
            continue
        try:
            content += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(content)
