"""What stands inside one header line: encoded words, parameters, message ids.

Everything here reads a line once, whatever the line looks like.
"""

import binascii
import re
from urllib.parse import unquote_to_bytes

from portal.reading import charsets, safe_text

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_PARAMETER = re.compile(
    r';\s*([\w!#$%&\'*+.^`{|}~-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)")
_BRACKETED_ID = re.compile(r"<([^<>]*)>")
_BARE_ID = re.compile(r"[^\s<>,;\"()]{1,250}@[^\s<>,;\"()]{1,250}")
_LONGEST_ID = 250


def decode(text: str) -> str:
    """Text with its encoded words (`=?utf-8?q?Gr=C3=BC=C3=9Fe?=`) decoded.

    Neighbours in one character set are joined before they are decoded, because many programs
    cut a character in two.
    """
    pieces, charset, content = [], "", b""
    position = search = 0
    while (start := text.find("=?", search)) >= 0:
        word = _WORD.match(text, start)
        search = start + 2
        if not word:
            continue
        end = text.find("?=", word.end())
        if end < 0:
            break
        gap = text[position:start]
        if content and gap.strip():
            gap = _text(charset, content) + gap
            content = b""
        elif content and word[1] != charset:
            gap = _text(charset, content)
            content = b""
        elif content:
            gap = ""
        pieces.append(gap)
        charset = word[1]
        content += _content(word[2], text[word.end() : end])
        position = search = end + 2
    pieces += [_text(charset, content), text[position:]]
    return "".join(pieces)


def _text(charset: str, content: bytes) -> str:
    """RFC 2231 lets a language follow the character set: `utf-8*en`."""
    return charsets.decode(content, charset.partition("*")[0])[0]


def _content(encoding: str, encoded: str) -> bytes:
    encoded_bytes = encoded.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(encoded_bytes, header=True)
    return base64(encoded_bytes)


def base64(encoded: bytes) -> bytes:
    """The bytes behind base64 with rubbish between, without its end, or with one letter lost."""
    try:
        return binascii.a2b_base64(encoded)
    except binascii.Error:
        letters = _NOT_BASE64.sub(b"", encoded.partition(b"=")[0])
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


def parameters(value: str) -> dict[str, str]:
    """`name=value` after the first semicolon of a header, with RFC 2231 pieces put together.

    Encoded words are left alone: a boundary may look like one.
    """
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, quoted, bare in _PARAMETER.findall(value):
        content = _ESCAPED.sub(r"\1", quoted) if quoted else bare.strip().strip('"')
        name, star, number = name.lower().partition("*")
        if not star:
            plain.setdefault(name, content)
            continue
        digits = number.rstrip("*")
        order = int(digits) if digits.isdecimal() and len(digits) < 4 else 0
        is_encoded = number in ("", "*") or number.endswith("*")
        pieces.setdefault(name, []).append((order, is_encoded, content))
    return plain | {name: _joined(sorted(found)) for name, found in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    charset, content = "", b""
    for order, is_encoded, text in pieces:
        if is_encoded and order == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        content += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return charsets.decode(content, charset)[0]


def message_ids(text: str) -> list[str]:
    """The message ids in a line, without their brackets. An absurdly long one is none."""
    found = ["".join(inside.split()) for inside in _BRACKETED_ID.findall(text)]
    if not found:
        found = _BARE_ID.findall(text[: 2 * _LONGEST_ID])
    return [safe_text.line(one) for one in found if 0 < len(one) <= _LONGEST_ID]
