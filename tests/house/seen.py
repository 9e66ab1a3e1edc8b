"""What a reader meets on a page: its text, and the attributes that are read out or shown."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree, html

from tests.house.catalogues import CLOSES, OPENS

UNSEEN = {"script", "style", "template", "code", "kbd", "iframe"}
SAID = ("alt", "aria-label", "placeholder", "title", "data-say", "data-label")
WORD = re.compile(r"[^\W\d_]{2,}")
ADDRESS = re.compile(r"https?://\S+")
NOT_LANGUAGE = re.compile(
    r"[\w.+-]+@[\w.-]+|\b[A-Z]-\d+\b|\b\S+\.(?:png|pdf|jpg|webp|txt|zip)\b"
    r"|\b[A-Z]\w+(?: ?/ ?[A-Z][\w+-]*(?: [\w]+)*)+|\b(?:UTC|GMT)\b"
    r"|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
)
"""Mail addresses, references, names of files and time zones, and dates, which Babel writes."""


def outside(tree: html.HtmlElement, known: Iterable[str]) -> list[str]:
    """The texts that are in no catalogue: outside the edges, and not among what is `known` to be
    written by people."""
    found = list(_left_over(_texts(tree)))
    for node in tree.iter():
        if isinstance(node.tag, str):
            for each in _said(node):
                found += _left_over([each])
    known = sorted(known, key=len, reverse=True)
    return list(dict.fromkeys(each for each in found if _has_words(each, known)))


def left_over(text: str, known: Iterable[str]) -> list[str]:
    """The same in plain text, line by line."""
    known = sorted(known, key=len, reverse=True)
    found = _left_over(line + "\n" for line in text.splitlines())
    return [each for each in found if _has_words(each, known)]


def _texts(tree: html.HtmlElement) -> Iterator[str]:
    """Each piece of text, in the order of reading."""
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment")):
        is_hidden = event != "comment" and _is_unseen(node)
        hidden += is_hidden * (1 if event == "start" else -1)
        if not hidden and event == "start":
            yield node.text or ""
        elif not hidden:
            yield node.tail or ""


def _is_unseen(node: html.HtmlElement) -> bool:
    """Code and keys are the same in every language, an avatar holds the first letters of a name,
    and what names a language of its own was written in it."""
    page_language = node.getroottree().getroot().get("lang")
    is_foreign = node.get("lang", page_language) != page_language
    return is_foreign or node.tag in UNSEEN or "avatar" in (node.get("class") or "").split()


def _said(node: html.HtmlElement) -> Iterator[str]:
    yield from (node.get(name) for name in SAID if node.get(name))
    if node.tag == "meta" and node.get("name") == "description":
        yield node.get("content")
    if node.tag == "input" and node.get("type") in ("submit", "button", "reset"):
        yield node.get("value")


def _left_over(pieces: Iterable[str]) -> Iterator[str]:
    """What stands in none of the brackets, which may begin in one piece and end in another."""
    depth = 0
    for piece in pieces:
        said = ""
        for letter in piece:
            depth += (letter == OPENS) - (letter == CLOSES)
            if depth == 0 and letter != CLOSES:
                said += letter
        if said.strip():
            yield " ".join(said.split())


def _has_words(text: str, known: Iterable[str]) -> bool:
    text = ADDRESS.sub(" ", text)  # before a known word takes a piece out of it
    for each in known:
        if each in text:
            text = text.replace(each, " ")
    return bool(WORD.search(NOT_LANGUAGE.sub(" ", text)))
