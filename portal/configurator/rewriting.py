"""Changing a model's file no more than the model has changed: comments and layout stay.

A file under version control then shows what was edited, and nothing else.
"""

import re
import tomllib
from itertools import pairwise
from typing import Any

from portal.configurator import files
from portal.configurator.elements import ABOUT, Key, taken_apart
from portal.configurator.faults import Unsound
from portal.configurator.model import ProductModel

HEADING = re.compile(
    r"^[ \t]*\[\[[ \t]*(groups\.options|groups|rules|terms|stages)[ \t]*\]\]", re.MULTILINE
)
ABOVE = re.compile(r"(?:^[ \t]*(?:#.*)?\n)*\Z", re.M)
"""Blank lines and comments: those above a heading belong to it."""
KINDS = {"groups": "group", "rules": "rule", "terms": "term", "stages": "stage"}


def rewritten(text: str, before: ProductModel, after: ProductModel) -> str:
    """The file of `before`, saying `after`: what has not changed stays as it is written."""
    try:
        kept = _cut(text.replace("\r\n", "\n"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return files.write(after)
    was, now = _elements(before), _elements(after)
    whole = ""
    for key, piece in files.pieces(after):
        above, same = kept.get(key, ("\n" if whole and key[0] != "option" else "", ""))
        unchanged = same and was.get(key) == now[key]
        whole += above + (same if unchanged else f"{piece}\n")
    try:
        return whole if files.read(whole) == after else files.write(after)
    except Unsound:
        return files.write(after)


def _elements(model: ProductModel) -> dict[Key, Any]:
    found = taken_apart(model)
    return found | {("about",): [found["about", name] for name in ABOUT]}


def _cut(text: str) -> dict[Key, tuple[str, str]]:
    """Each element's comments above it and its own text, by its key."""
    starts = [match.start() for match in HEADING.finditer(text)]
    cuts = [0, *(start - len(ABOVE.search(text, 0, start)[0]) for start in starts), len(text)]
    pieces: dict[Key, tuple[str, str]] = {}
    group = ""
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if not start:
            key: Key = ("about",)
            tomllib.loads(piece)
        else:
            ((kind, rows),) = tomllib.loads(piece).items()
            if kind == "groups" and isinstance(rows, dict):
                key = ("option", group, rows["options"][0]["id"])
            else:
                key = (KINDS[kind], rows[0]["id"])
                group = rows[0]["id"] if kind == "groups" else group
        if key in pieces:
            raise ValueError(key)
        head = HEADING.search(piece)
        at = head.start() if head and start else 0
        pieces[key] = piece[:at], piece[at:]
    return pieces
