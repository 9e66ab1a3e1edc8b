"""Reading the document of a version into a specification. Pure. Whatever is wrong with it is said
in one go, with where it stands; nothing unknown is passed over."""

from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from portal.consent.models import Basis
from portal.followups.spec import (
    PURPOSE_OF,
    AnswerOption,
    Block,
    BlockKind,
    Cap,
    Condition,
    Effect,
    Fact,
    Kind,
    Letter,
    Measure,
    Spec,
    Step,
    StopRule,
    Trigger,
    TriggerKind,
)

MOST_STEPS, MOST_BLOCKS, MOST_ANSWERS, MOST_CONDITIONS = 6, 12, 4, 10
LONGEST_TEXT, LONGEST_LINE = 3000, 150
MOST_DAYS = 1000
LANGUAGES = ("en", "de", "fr", "ar")
Member = TypeVar("Member", bound=StrEnum)


class NotASpec(ValueError):
    """The document says nothing that could be done; `troubles` say why."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__("; ".join(troubles))
        self.troubles = troubles


def read(document: Any) -> Spec:
    """The specification. Raises NotASpec."""
    reader = _Reader()
    spec = reader.spec(document)
    if reader.troubles or spec is None:
        raise NotASpec(reader.troubles or ["it is no object"])
    return spec


class _Reader:
    """Goes on after a trouble, so that whoever wrote the document hears of all of them."""

    def __init__(self) -> None:
        self.troubles: list[str] = []

    def spec(self, given: Any) -> Spec | None:
        known = self._only(given, "the playbook", *Spec.__dataclass_fields__)
        if not isinstance(given, dict):
            return None
        quiet, cap = known.get("quiet"), known.get("cap")
        kind = self._member(known.get("kind"), Kind, "kind")
        spec = Spec(
            kind=kind,
            why=self._said(known.get("why"), "why", LONGEST_TEXT),
            trigger=self._trigger(known.get("trigger")),
            audience=self._each(known.get("audience", []), "audience", 0, MOST_CONDITIONS,
                                self._condition),
            steps=self._each(known.get("steps"), "steps", 1, MOST_STEPS, self._step),
            answers=self._each(known.get("answers", []), "answers", 0, MOST_ANSWERS, self._answer),
            bases=frozenset(self._each(known.get("bases", []), "bases", 0, len(Basis),
                                       lambda each, at: self._member(each, Basis, at))),
            stops=frozenset(self._each(known.get("stops", []), "stops", 0, len(StopRule),
                                       lambda each, at: self._member(each, StopRule, at))),
            quiet=self._quiet(quiet) if quiet is not None else None,
            cap=self._cap(cap) if cap is not None else None,
            expires_after_days=self._number(known.get("expires_after_days"), 1, 90,
                                            "expires_after_days"),
            holdout_percent=self._number(known.get("holdout_percent", 0), 0, 50,
                                         "holdout_percent"),
            measure=self._member(known.get("measure"), Measure, "measure"),
            window_days=self._number(known.get("window_days", 30), 1, 365, "window_days"),
        )  # fmt: skip
        if not self.troubles:
            self._fits_together(spec)
        return spec

    def _fits_together(self, spec: Spec) -> None:
        codes = [each.code for each in spec.answers]
        if len(set(codes)) != len(codes):
            self._wrong("two answers have the same code")
        if spec.kind in PURPOSE_OF and not spec.bases:
            self._wrong("bases: name the permission it stands on")
        if spec.kind is Kind.SERVICE and spec.holdout_percent:
            self._wrong("holdout_percent: nobody is held back from a service mail")
        if spec.trigger.kind is TriggerKind.LAPSED and not spec.trigger.days:
            self._wrong("trigger: say after how many days somebody counts as lapsed")
        if (spec.trigger.kind is TriggerKind.DATE) is not (spec.trigger.on is not None):
            self._wrong("trigger: a date belongs to the trigger “date”, and to no other")

    def _trigger(self, given: Any) -> Trigger:
        known = self._only(given, "trigger", "kind", "days", "on")
        on = known.get("on")
        return Trigger(
            kind=self._member(known.get("kind"), TriggerKind, "trigger"),
            days=self._number(known.get("days", 0), 0, 3650, "trigger, days"),
            on=self._date(on) if on is not None else None,
        )

    def _condition(self, given: Any, at: str) -> Condition:
        known = self._only(given, at, "fact", "any_of", "amount")
        return Condition(
            fact=self._member(known.get("fact"), Fact, at),
            any_of=self._each(known.get("any_of", []), f"{at}, any_of", 0, 50,
                              lambda each, where: self._line(each, where)),
            amount=self._number(known.get("amount", 0), 0, 10_000_000, f"{at}, amount"),
        )  # fmt: skip

    def _step(self, given: Any, at: str) -> Step:
        known = self._only(given, at, *Step.__dataclass_fields__)
        letters = known.get("letters")
        if not isinstance(letters, dict) or "en" not in letters:
            self._wrong(f"{at}: write its letter in English at least")
            letters = {}
        return Step(
            name=self._line(known.get("name"), f"{at}, name"),
            after_days=self._number(known.get("after_days"), -MOST_DAYS, MOST_DAYS,
                                    f"{at}, after_days"),
            working_days=known.get("working_days") is True,
            at=self._time(known.get("at"), f"{at}, at"),
            letters={
                self._language(code, at): self._letter(letter, f"{at}, letter in {code}")
                for code, letter in letters.items()
            },
        )  # fmt: skip

    def _letter(self, given: Any, at: str) -> Letter:
        known = self._only(given, at, "subject", "blocks")
        return Letter(
            subject=self._line(known.get("subject"), f"{at}, subject"),
            blocks=self._each(known.get("blocks"), f"{at}, blocks", 1, MOST_BLOCKS, self._block),
        )

    def _block(self, given: Any, at: str) -> Block:
        known = self._only(given, at, "kind", "text")
        kind = self._member(known.get("kind"), BlockKind, at)
        if kind in (BlockKind.ANSWERS, BlockKind.PRODUCT):
            return Block(kind=kind)
        return Block(kind=kind, text=self._text(known.get("text"), f"{at}, text", LONGEST_TEXT))

    def _answer(self, given: Any, at: str) -> AnswerOption:
        known = self._only(given, at, "code", "effect", "says")
        code = self._line(known.get("code"), f"{at}, code")
        if not (code.isascii() and code.isalpha() and code.islower() and len(code) <= 20):
            self._wrong(f"{at}: a code is a word of small letters")
        return AnswerOption(
            code=code,
            effect=self._member(known.get("effect"), Effect, at),
            says=self._said(known.get("says"), f"{at}, says", LONGEST_LINE),
        )

    def _cap(self, given: Any) -> Cap:
        known = self._only(given, "cap", "most", "days")
        return Cap(
            most=self._number(known.get("most"), 1, 100, "cap, most"),
            days=self._number(known.get("days"), 1, 365, "cap, days"),
        )

    def _quiet(self, given: Any) -> tuple[int, int]:
        if not isinstance(given, list) or len(given) != 2:
            self._wrong('quiet: from and until, like ["21:00", "07:00"]')
            return 0, 0
        begins, ends = (self._time(each, "quiet") for each in given)
        return begins.hour * 60 + begins.minute, ends.hour * 60 + ends.minute

    def _said(self, given: Any, at: str, longest: int) -> Mapping[str, str]:
        if not isinstance(given, dict) or "en" not in given:
            self._wrong(f"{at}: say it in English at least")
            return {}
        return {
            self._language(code, at): self._text(text, f"{at} in {code}", longest)
            for code, text in given.items()
        }

    def _each(self, given: Any, at: str, least: int, most: int,
              read_one: Callable[[Any, str], Any]) -> tuple[Any, ...]:  # fmt: skip
        if not isinstance(given, list) or not least <= len(given) <= most:
            self._wrong(f"{at}: a list of {least} to {most}")
            return ()
        return tuple(read_one(each, f"{at} {n}") for n, each in enumerate(given, start=1))

    def _only(self, given: Any, at: str, *names: str) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._wrong(f"{at}: an object is missing")
            return {}
        for name in sorted(map(str, given.keys() - set(names))):
            self._wrong(f"{at}: there is no “{name[:40]}”")
        return given

    def _member(self, given: Any, kind: type[Member], at: str) -> Member:
        try:
            return kind(given)
        except ValueError:
            self._wrong(f"{at}: one of {', '.join(kind)}")
            return next(iter(kind))

    def _number(self, given: Any, least: int, most: int, at: str) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= most:
            self._wrong(f"{at}: a whole number from {least} to {most}")
            return least
        return given

    def _line(self, given: Any, at: str) -> str:
        line = self._text(given, at, LONGEST_LINE)
        if "\n" in line:
            self._wrong(f"{at}: keep it on one line")
        return line

    def _text(self, given: Any, at: str, longest: int) -> str:
        if not isinstance(given, str) or not given.strip() or len(given) > longest:
            self._wrong(f"{at}: a text of at most {longest} characters")
            return ""
        if any(ord(each) < 32 and each not in "\n\t" for each in given):
            self._wrong(f"{at}: remove the characters that cannot be shown")
        return given.strip()

    def _time(self, given: Any, at: str) -> time:
        try:
            return time.fromisoformat(given)
        except (TypeError, ValueError):
            self._wrong(f"{at}: a time like 10:00")
            return time(10)

    def _date(self, given: Any) -> date | None:
        try:
            return date.fromisoformat(given)
        except (TypeError, ValueError):
            self._wrong("trigger, on: a date like 2026-12-05")
            return None

    def _language(self, code: Any, at: str) -> str:
        if code not in LANGUAGES:
            self._wrong(f"{at}: no language of ours: {str(code)[:20]}")
        return str(code)

    def _wrong(self, trouble: str) -> None:
        self.troubles.append(trouble)
