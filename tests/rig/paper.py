"""What a PDF of ours says, page by page: its own tables turned back into letters."""

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj|(ET)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, a line for each that was set."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    fonts = _fonts(objects)
    contents = (re.search(rb"/Contents (\d+) 0 R", body) for body in objects.values())
    return [_page(_unpacked(objects[int(found[1])]), fonts) for found in contents if found]


def _page(content: bytes, fonts: dict[int, dict[int, str]]) -> str:
    font, lines = 0, [""]
    for chosen, shown, ended in _SHOWN.findall(content):
        if chosen:
            font = int(chosen)
        elif ended:
            lines.append("")
        else:
            raw = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), shown)
            codes = zip(raw[::2], raw[1::2], strict=True)
            lines[-1] += "".join(fonts[font].get(high * 256 + low, "?") for high, low in codes)
    return "\n".join(lines)


def _fonts(objects: dict[int, bytes]) -> dict[int, dict[int, str]]:
    """By the number under which pages choose it: its letters by their codes."""
    named = {}
    for body in objects.values():
        for name, number in re.findall(rb"/F(\d+) (\d+) 0 R", body):
            table = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
            named[int(name)] = _letters(_unpacked(objects[int(table[1])])) if table else {}
    return named


def _letters(table: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table)
    }


def _unpacked(body: bytes) -> bytes:
    stream = _STREAM.search(body)
    assert stream
    return zlib.decompress(stream[1]) if b"FlateDecode" in body else stream[1]
