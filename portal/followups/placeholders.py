"""Placeholders in letters: ((first_name)), or with a fallback ((first_name|there)). Pure.

They name one of a fixed set of facts, each of one type; there is nothing to run in them. A fact
that is not known and has no fallback keeps that one mail from leaving.
"""

import re
from collections.abc import Mapping

FOUND = re.compile(r"\(\((.{0,200}?)\)\)")
NAMES: Mapping[str, str] = {
    "first_name": "First name of who reads it",
    "company": "Our name",
    "signer": "Name of who signs it",
    "product": "What was ordered",
    "build": "How it was built",
    "order_number": "Number of the order",
    "delivered_on": "The day it was delivered",
    "warranty_until": "The day its warranty ends",
    "concern_number": "Number of the concern",
    "concern_subject": "What the concern is about",
}
OF_AN_ORDER = frozenset({"product", "build", "order_number", "delivered_on", "warranty_until"})
OF_A_CONCERN = frozenset({"concern_number", "concern_subject"})


class ValueMissing(ValueError):
    """A fact that this mail needs is not known."""

    def __init__(self, name: str) -> None:
        super().__init__(f"(({name})) has no value")
        self.name = name


def fill(text: str, values: Mapping[str, str | None]) -> str:
    """The text for one reader. Raises ValueMissing. A value is never read for placeholders."""

    def filled(found: re.Match[str]) -> str:
        name, fallback = parts(found[1])
        value = values.get(name) or fallback
        if not value:
            raise ValueMissing(name)
        return value

    return FOUND.sub(filled, text)


def used(text: str) -> list[tuple[str, str]]:
    """Each placeholder's name and its fallback."""
    return [parts(found) for found in FOUND.findall(text)]


def troubles(text: str) -> list[str]:
    """What is wrong with the placeholders of a text, in words for who writes it."""
    wrong = [f"There is no placeholder (({name}))" for name, _ in used(text) if name not in NAMES]
    rest = FOUND.sub("", text)
    if "((" in rest or "))" in rest:
        wrong.append("Close each placeholder: it begins with (( and ends with ))")
    return wrong


def parts(inside: str) -> tuple[str, str]:
    name, _, fallback = inside.partition("|")
    return name.strip(), fallback.strip()
