"""Words from strangers, made fit to be kept and shown: no control characters, no half characters.

PostgreSQL refuses NUL, UTF-8 refuses lone surrogates, and a reader is fooled by text that turns
the writing direction round. Everything that leaves the reading of a mail has been through here.
"""

import re

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_DIRECTION_CONTROLS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HIDDEN = re.compile(r"[\u00ad\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_SPACES = re.compile(r"\s+")


def block(text: str) -> str:
    """Text of many lines: lines end in one way, and nothing unprintable but tabs is left."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", _SURROGATES.sub("\ufffd", text)))


def line(text: str, limit: int = 998) -> str:
    """Text of one line, at most `limit` characters, with single spaces."""
    return _SPACES.sub(" ", _DIRECTION_CONTROLS.sub("", block(text[: limit * 4]))).strip()[:limit]


def name(text: str, limit: int = 200) -> str:
    """What somebody or something is called: one line, with nothing in it that does not show."""
    return line(_HIDDEN.sub("", text[: limit * 4]), limit)


def file_name(text: str, limit: int = 150) -> str:
    """A file's name without any folder; a long one keeps its ending, which says what it is."""
    text = text if len(text) < 1000 else text[:500] + text[-500:]
    shown = name(text, 1000).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(shown) <= limit:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        return shown[:limit]
    return stem[: limit - len(ending) - 1].rstrip() + dot + ending
