"""Bytes to readable text, whatever their sender says they are.

A mail names its character set wrongly often enough (a subset of the real one, an unknown name,
none at all) that the name is only the first guess. Nothing here raises.
"""

import codecs
import re

from charset_normalizer import from_bytes

# What senders write -> the wider set that they really use (as browsers do it).
_WIDER = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
}
_NAMES = {
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "ks_c_5601-1987": "cp949",
    "ansi": "cp1252",
    "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "cp-850": "cp850",
    "utf8mb4": "utf-8",
}
# Codecs of the standard library that are no character sets, or that take quadratic time.
_NO_CHARACTER_SETS = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "charmap"}
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B(]|\x1b\([IJ]")
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_SAMPLE = 20_000
# What unlabelled mail is really written in, the western set first: it wins a draw.
_COMMON = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)


def decode(content: bytes, claimed: str = "") -> tuple[str, bool]:
    """The text in `content`, and whether its character set had to be guessed."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace"), False
    codec = known(claimed)
    for candidate in _candidates(content, codec):
        text = _strictly(content, candidate)
        if text is not None:
            return text, candidate not in (codec, "utf-8") or bool(claimed and not codec)
    return _roughly(content, codec), True


def known(claimed: str) -> str:
    """Python's name of the widest set that `claimed` may mean; empty for one nobody knows."""
    label = claimed.strip().strip("'\"").lower()[:40]
    try:
        found = codecs.lookup(_NAMES.get(label, label))
    except (LookupError, ValueError):
        return ""
    if not found._is_text_encoding or found.name in _NO_CHARACTER_SETS:
        return ""
    return _WIDER.get(found.name, found.name)


def _candidates(content: bytes, codec: str) -> list[str]:
    candidates = [codec] if codec else []
    if codec in ("", "utf-8") and _JAPANESE_ESCAPE.search(content):
        candidates.insert(0, "iso2022_jp_ext")
    if "utf-8" not in candidates:
        candidates.append("utf-8")
    return candidates


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _roughly(content: bytes, codec: str) -> str:
    """Text with gaps. A set in which most of the foreign letters make sense is the right one."""
    for candidate in filter(None, (codec, "utf-8")):
        text = content.decode(candidate, "replace")
        gaps = text.count("\ufffd")
        if len(_FOREIGN.findall(text)) - gaps >= 2 * gaps:
            return text
    return content.decode(_likeliest(content[:_SAMPLE]), "replace")


def _likeliest(sample: bytes) -> str:
    guesses = from_bytes(sample, cp_isolation=list(_COMMON))
    if not guesses:
        return "cp1252"
    best = max((guess.coherence - guess.chaos for guess in guesses), default=0)
    equals = {g.encoding for g in guesses if g.coherence - g.chaos == best}
    return next(codec for codec in _COMMON if codec in equals)
