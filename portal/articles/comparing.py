"""What changed between two texts, line by line and within a line word by word. Pure."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.articles.texts import Text

AROUND = 2
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Line:
    """`sign`: "-" was there, "+" is new, " " both, "…" lines left out. `parts`: each with whether
    it is what differs."""

    sign: str
    parts: tuple[tuple[bool, str], ...] = ()

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.parts)


def changes(old: Text, new: Text) -> list[tuple[str, list[Line]]]:
    """The parts of the text that differ, by name, with their lines."""
    pairs = (
        ("Title", old.title, new.title),
        ("Summary", old.summary, new.summary),
        ("Text", old.body, new.body),
    )
    return [(name, compare(before, after)) for name, before, after in pairs if before != after]


def compare(before: str, after: str) -> list[Line]:
    old, new = before.split("\n"), after.split("\n")
    lines: list[Line] = []
    shown_up_to = 0
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        if group[0][1] > shown_up_to:
            lines.append(Line("…"))
        for step, a, b, c, d in group:
            lines += _lines(step, old[a:b], new[c:d])
        shown_up_to = group[-1][2]
    return [*lines, Line("…")] if lines and shown_up_to < len(old) else lines


def _lines(step: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if step == "equal":
        yield from (Line(" ", ((False, line),)) for line in old)
    elif len(old) == len(new):
        pairs = [_words(before, after) for before, after in zip(old, new, strict=True)]
        yield from (Line("-", gone) for gone, _ in pairs)
        yield from (Line("+", come) for _, come in pairs)
    else:
        yield from (Line("-", ((True, line),)) for line in old)
        yield from (Line("+", ((True, line),)) for line in new)


def _words(old: str, new: str) -> tuple[tuple[tuple[bool, str], ...], ...]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    gone: list[tuple[bool, str]] = []
    come: list[tuple[bool, str]] = []
    for step, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        differs = step != "equal"
        gone.append((differs, "".join(before[a:b])))
        come.append((differs, "".join(after[c:d])))
    return tuple(part for part in gone if part[1]), tuple(part for part in come if part[1])
