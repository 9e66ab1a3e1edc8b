"""Reading single values of a parsed file, and remembering what is wrong with them."""

import re
from typing import Any

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
RESERVED = {"and", "or", "not", "in"}
MOST_PRICE = 10**9
MOST_FAULTS = 100


class Fields:
    """Each method returns a usable value in any case; what was wrong is in `faults`."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, where: str, what: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(f"{where}: {what}" if where else what)

    def keys(self, where: str, tree: dict, known: set[str]) -> None:
        for key in tree:
            if key not in known:
                self.fault(where, f"“{key}” is not known there")

    def table(self, where: str, tree: Any) -> dict:
        if isinstance(tree, dict):
            return tree
        self.fault(where, "must be a table of keys and values")
        return {}

    def id(self, where: str, tree: dict) -> str:
        name = tree.get("id")
        if not isinstance(name, str) or not ID.fullmatch(name) or name in RESERVED:
            self.fault(where, f"id “{name}” is not lower-case letters, digits and hyphens")
            return ""
        return name

    def text(self, where: str, tree: dict, key: str, default: str | None = None) -> str:
        text = tree.get(key, default)
        if not isinstance(text, str) or (default is None and not text.strip()):
            self.fault(where, f"{key} is missing" if text is None else f"{key} must be a text")
            return ""
        if len(text) > 20_000 or any(ord(each) < 32 and each not in "\n\t" for each in text):
            self.fault(where, f"{key} is too long or has control characters")
            return ""
        return text

    def numbers(self, where: str, tree: dict) -> dict[str, int]:
        return {
            "price": self.number(where, tree, "price", default=0, low=-MOST_PRICE),
            "days": self.number(where, tree, "days", default=0, low=0, high=3650),
            "grams": self.number(where, tree, "grams", default=0, low=-MOST_PRICE),
        }

    def number(
        self,
        where: str,
        tree: dict,
        key: str,
        *,
        default: int | None = None,
        low: int,
        high: int = MOST_PRICE,
    ) -> int:
        value = tree.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(where, f"{key} must be a whole number, not “{value}”")
            return 0
        if not low <= value <= high:
            self.fault(where, f"{key} must be between {low} and {high}, not {value}")
            return 0
        return value
