"""What keeps a playbook from being released, in words for who writes it."""

from collections.abc import Iterator

from portal.access import DESK
from portal.followups import placeholders
from portal.followups.models import Playbook
from portal.followups.spec import (
    WITH_ORDER,
    BlockKind,
    Effect,
    Kind,
    Letter,
    Spec,
    TriggerKind,
)

PERSUADES = frozenset({BlockKind.ADVICE, BlockKind.PRODUCT})


def faults(playbook: Playbook, spec: Spec) -> list[str]:
    """Each fault once, in the order of the page."""
    found = [*_about_people(playbook, spec), *_about_letters(spec)]
    if spec.kind is Kind.CHECK_IN and not any(
        each.effect is Effect.OPEN_CONCERN for each in spec.answers
    ):
        found.append("A check-in needs an answer that opens a concern")
    if not spec.stops and spec.kind is not Kind.SERVICE:
        found.append("Choose at least one stop rule")
    return list(dict.fromkeys(found))


def _about_people(playbook: Playbook, spec: Spec) -> Iterator[str]:
    if not playbook.owner.is_active:
        yield f"{playbook.owner.name} does not work here any more: somebody else must answer for it"
    if any(each.effect is Effect.OPEN_CONCERN for each in spec.answers):
        keeper = playbook.care_of
        if keeper is None or keeper.role not in DESK or not keeper.is_active:
            yield "Say who at the desk looks after the concerns that its answers open"


def _about_letters(spec: Spec) -> Iterator[str]:
    for step in spec.steps:
        for language, letter in step.letters.items():
            where = f"“{step.name}” in {language}"
            for trouble in _about_letter(spec, letter):
                yield f"{where}: {trouble}"


def _about_letter(spec: Spec, letter: Letter) -> Iterator[str]:
    kinds = [each.kind for each in letter.blocks]
    if spec.answers and BlockKind.ANSWERS not in kinds:
        yield "the answer buttons are missing"
    if BlockKind.ANSWERS in kinds and not spec.answers:
        yield "it has buttons for answers, but there are no answers"
    if spec.kind is Kind.SERVICE and PERSUADES & set(kinds):
        yield "a service mail holds no advice and shows no product"
    for text in (letter.subject, *(each.text for each in letter.blocks)):
        yield from placeholders.troubles(text)
        yield from (
            f"(({name})) may be unknown: give it a fallback, like (({name}|…))"
            for name, fallback in placeholders.used(text)
            if not fallback and _may_be_unknown(name, spec.trigger.kind)
        )


def _may_be_unknown(name: str, trigger: TriggerKind) -> bool:
    if name in placeholders.OF_AN_ORDER:
        return trigger not in WITH_ORDER
    if name in placeholders.OF_A_CONCERN:
        return trigger is not TriggerKind.CONCERN_SOLVED
    return name == "first_name"
