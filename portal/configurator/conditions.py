"""Conditions over a build, as people write them: `motor = mid and not battery in (small, none)`.

frame = step-through              this option
tyres in (50mm, 62mm)             one of these
seats >= 3                        a number group: = != < <= > >=
extras = rack                     a multi group: the option is among those chosen
not ..., ... and ..., ... or ..., (...)
"""

import operator
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

WORD = re.compile(r"\s*(?:(<=|>=|!=|[=<>(),])|([^\s=<>!(),]+))")
COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
DEEPEST = 50
LONGEST = 20_000


class Unclear(ValueError):
    """The text is not a condition; says what was expected."""


@dataclass(frozen=True)
class Has:
    """The group's option is one of these; `sign` compares the value of a number group."""

    group: str
    options: tuple[str, ...]
    sign: str = "="


@dataclass(frozen=True)
class Not:
    part: "Condition"


@dataclass(frozen=True)
class All:
    parts: tuple["Condition", ...]


@dataclass(frozen=True)
class Some:
    parts: tuple["Condition", ...]


Condition = Has | Not | All | Some


def parse(text: str) -> Condition:
    """Read a condition, or say what is Unclear."""
    if len(text) > LONGEST:
        raise Unclear(f"longer than {LONGEST} characters")
    reader = _Reader(text)
    condition = reader.some(0)
    if reader.word is not None:
        raise Unclear(f"“{reader.word}” is not expected there")
    return condition


def write(condition: Condition) -> str:
    """The condition as text; parse(write(c)) is c."""
    match condition:
        case Has(group, options, "in"):
            return f"{group} in ({', '.join(options)})"
        case Has(group, options, sign):
            return f"{group} {sign} {options[0]}"
        case Not(part):
            return f"not {_inside(part)}"
        case All(parts):
            return " and ".join(_inside(part) for part in parts)
        case Some(parts):
            return " or ".join(_inside(part) for part in parts)
    raise TypeError(condition)


def holds(condition: Condition, chosen: Mapping[str, Collection[str]]) -> bool:
    """Whether a complete build has it, where `chosen` are its options by group."""
    match condition:
        case Has(group, options, sign) if sign in ("=", "in"):
            return any(option in chosen.get(group, ()) for option in options)
        case Has(group, (option,), "!="):
            return option not in chosen.get(group, ())
        case Has(group, (number,), sign):
            return any(COMPARE[sign](int(each), int(number)) for each in chosen.get(group, ()))
        case Not(part):
            return not holds(part, chosen)
        case All(parts):
            return all(holds(part, chosen) for part in parts)
        case Some(parts):
            return any(holds(part, chosen) for part in parts)
    raise TypeError(condition)


def mentioned(condition: Condition) -> Iterator[Has]:
    """Every comparison in the condition."""
    match condition:
        case Has():
            yield condition
        case Not(part):
            yield from mentioned(part)
        case All(parts) | Some(parts):
            for part in parts:
                yield from mentioned(part)


def _inside(part: Condition) -> str:
    return f"({write(part)})" if isinstance(part, All | Some) else write(part)


class _Reader:
    def __init__(self, text: str):
        self.words = self._cut(text)
        self.at = 0

    def _cut(self, text: str) -> list[str]:
        words, at = [], 0
        text = text.rstrip()
        while at < len(text):
            match = WORD.match(text, at)
            if not match:
                raise Unclear(f"“{text[at:].strip()[:20]}” is not expected there")
            words.append(match[1] or match[2])
            at = match.end()
        return words

    @property
    def word(self) -> str | None:
        return self.words[self.at] if self.at < len(self.words) else None

    def _take(self, *words: str) -> bool:
        if self.word in words:
            self.at += 1
            return True
        return False

    def _name(self, what: str) -> str:
        word = self.word
        if word is None or not re.match(r"[^=<>!(),]", word) or word in ("and", "or", "not", "in"):
            raise Unclear(f"{what} is expected {f'before “{word}”' if word else 'at the end'}")
        self.at += 1
        return word

    def some(self, depth: int) -> Condition:
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return Some(tuple(parts)) if len(parts) > 1 else parts[0]

    def _all(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return All(tuple(parts)) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise Unclear(f"nested deeper than {DEEPEST}")
        if self._take("not"):
            return Not(self._one(depth + 1))
        if self._take("("):
            inside = self.some(depth + 1)
            if not self._take(")"):
                raise Unclear("a bracket is not closed")
            return inside
        group = self._name("a group")
        if self._take("in"):
            return Has(group, self._list(), "in")
        sign = self.word
        if not self._take("=", "!=", "<", "<=", ">", ">="):
            raise Unclear(f"“{group}” is not compared with anything")
        return Has(group, (self._name("an option"),), sign)

    def _list(self) -> tuple[str, ...]:
        if not self._take("("):
            raise Unclear("a list in brackets is expected after “in”")
        options = [self._name("an option")]
        while self._take(","):
            options.append(self._name("an option"))
        if not self._take(")"):
            raise Unclear("a bracket is not closed")
        return tuple(options)
