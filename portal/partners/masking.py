"""What a customer wrote, without who they are and where to reach them. Values in, values out."""

import re
from collections.abc import Iterable

ADDRESS = re.compile(r"[^\s<>\"',;()\[\]]+@[^\s<>\"',;()\[\]]+")
TELEPHONE = re.compile(r"(?<![\w-])(?:\+|0)\d(?:[ ./()-]{0,2}\d){5,}(?!\w)")
SHORTEST_NAME = 3


def masked(text: str, *, names: Iterable[str]) -> str:
    """Without addresses, telephone numbers and these names, whole or in part."""
    shown = ADDRESS.sub("[address left out]", text)
    shown = TELEPHONE.sub("[number left out]", shown)
    for name in _ways(names):
        shown = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[the customer]", shown, flags=re.I)
    return shown


def _ways(names: Iterable[str]) -> list[str]:
    """Each name and its words, the longest first."""
    whole = {" ".join(name.split()) for name in names if name.strip()}
    parts = {part for name in whole for part in name.split() if len(part) >= SHORTEST_NAME}
    return sorted({each for each in whole | parts if "@" not in each}, key=len, reverse=True)
