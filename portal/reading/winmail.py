"""`winmail.dat`, the wrapper that some Outlook senders put round their files (TNEF, MS-OXTNEF).

Own reader of the few things people need. The usual library believes counts that stand in the
file: 49 bytes make it work for hours. Here every step moves forward in the bytes there are.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.reading import charsets

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MAX_ATTRIBUTES = 5_000

# Attributes of the stream.
_BODY, _NEW_FILE, _FILE_TITLE, _FILE_CONTENT = 0x800C, 0x9002, 0x8010, 0x800F
_MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x9003, 0x9005, 0x9007

# Properties inside the two property lists.
_TEXT, _HTML, _RTF, _INTERNET_CODEPAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_SHORT_NAME, _LONG_NAME, _CONTENT, _MEDIA_TYPE, _CONTENT_ID = 0x3704, 0x3707, 0x3701, 0x370E, 0x3712

_FIXED_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_STRING, _UNICODE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0x0D


class Unreadable(Exception):
    """This is no TNEF stream, or it breaks off before anything of use."""


@dataclass
class WrappedFile:
    name: str = ""
    content: bytes = b""
    media_type: str = ""
    content_id: str = ""


@dataclass
class Winmail:
    """What was in the wrapper."""

    text: str = ""
    html: str = ""
    compressed_rtf: bytes = b""
    files: list[WrappedFile] = field(default_factory=list)


def read(raw: bytes) -> Winmail:
    """What is in the wrapper, as far as it can be read. Raises Unreadable."""
    if not raw.startswith(_SIGNATURE):
        raise Unreadable
    winmail, codepage = Winmail(), "cp1252"
    for identity, content in _attributes(raw):
        if identity == _CODEPAGE:
            codepage = charsets.known(f"cp{int.from_bytes(content[:4], 'little')}") or codepage
        elif identity == _BODY:
            winmail.text = winmail.text or charsets.decode(content, codepage)[0]
        elif identity == _MESSAGE_PROPERTIES:
            _take_body(winmail, content, codepage)
        elif identity == _NEW_FILE:
            winmail.files.append(WrappedFile())
        elif winmail.files:
            _take_file(winmail.files[-1], identity, content, codepage)
    winmail.files = [file for file in winmail.files if file.content]
    return winmail


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    for _ in range(_MAX_ATTRIBUTES):
        if position + 11 > len(raw):
            return
        identity, length = struct.unpack_from("<H2xI", raw, position + 1)
        position += 9
        yield identity, raw[position : position + length]
        position += length + 2


def _take_body(winmail: Winmail, content: bytes, codepage: str) -> None:
    properties = dict(_properties(content))
    internet = int.from_bytes(properties.get(_INTERNET_CODEPAGE, (0, b""))[1][:4], "little")
    if _TEXT in properties:
        winmail.text = _text(*properties[_TEXT], codepage)
    if _HTML in properties:
        kind, html = properties[_HTML]
        claimed = "utf-8" if internet == 65001 else f"cp{internet}"
        winmail.html = _text(kind, html, claimed)
    if _RTF in properties:
        winmail.compressed_rtf = properties[_RTF][1]


def _take_file(file: WrappedFile, identity: int, content: bytes, codepage: str) -> None:
    if identity == _FILE_TITLE:
        file.name = file.name or _text(_STRING, content, codepage)
    elif identity == _FILE_CONTENT:
        file.content = content
    elif identity == _FILE_PROPERTIES:
        properties = dict(_properties(content))
        for name in (_SHORT_NAME, _LONG_NAME):
            if name in properties:
                file.name = _text(*properties[name], codepage)
        if _MEDIA_TYPE in properties:
            file.media_type = _text(*properties[_MEDIA_TYPE], codepage)
        if _CONTENT_ID in properties:
            file.content_id = _text(*properties[_CONTENT_ID], codepage)
        if not file.content and _CONTENT in properties:
            file.content = properties[_CONTENT][1]


def _text(kind: int, content: bytes, codepage: str) -> str:
    return charsets.decode(content, "utf-16-le" if kind == _UNICODE else codepage)[0].rstrip("\0")


def _properties(content: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """(property, (kind, first value)), as long as they make sense."""
    position = 4
    try:
        for _ in range(_MAX_ATTRIBUTES):
            if position + 4 > len(content):
                return
            kind, identity = struct.unpack_from("<HH", content, position)
            position = _after_name(content, position + 4) if identity >= 0x8000 else position + 4
            value, position = _value(content, position, kind)
            yield identity, (kind & 0xFFF, value)
    except struct.error:
        return


def _after_name(content: bytes, position: int) -> int:
    """Named properties carry a GUID and a number or a padded name in front of their value."""
    (by_name,) = struct.unpack_from("<I", content, position + 16)
    if not by_name:
        return position + 24
    (length,) = struct.unpack_from("<I", content, position + 20)
    return position + 24 + length + -length % 4


def _value(content: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """The first of its values, and where the next property starts."""
    is_multiple, kind = kind & 0x1000, kind & 0xFFF
    if kind in _FIXED_SIZES and not is_multiple:
        return content[position : position + _FIXED_SIZES[kind]], position + _FIXED_SIZES[kind]
    if kind not in _FIXED_SIZES and kind not in (_STRING, _UNICODE, _BINARY, _OBJECT):
        raise struct.error
    (count,) = struct.unpack_from("<I", content, position)
    position += 4
    if kind in _FIXED_SIZES:
        size = 2 if kind == 2 else _FIXED_SIZES[kind]
        return content[position : position + size], position + count * size + -count * size % 4
    first = b""
    for _ in range(min(count, _MAX_ATTRIBUTES)):
        (length,) = struct.unpack_from("<I", content, position)
        first = first or content[position + 4 : position + 4 + length]
        position += 4 + length + -length % 4
    return first, position
