"""What the people behind a number are called."""

from collections.abc import Sequence

from portal.outcomes import funnel
from portal.outcomes.cells import BETWEEN, GATE, STOP

FATES = {
    "left out": "Left out",
    "held back": "Held back to compare with",
    "answered": "Answered",
    "silent": "Did not answer",
    "came back": "It came back",
    "doubt": "Nobody knows whether it arrived",
    "waiting": "Still to come",
    "refused": "Refused by a mail server",
}
ANSWERS = {"good": "All good", "wrong": "Something is wrong"}
ARMS = {"treat": "meant to write to", "holdout": "held back"}
DID = {
    "measured": "Measured",
    "bought": "Ordered in the window",
    "raised": "Raised a concern in the window",
}
STOPS = {"unsubscribed": "Asked us to stop", "complaint": "Called the mail unwanted"}


def title_of(part: str, keys: Sequence[str]) -> str:
    if not part:
        return "Everybody who was chosen"
    key = keys[0] if keys else ""
    if part == "fate":
        return _of_fates(keys)
    if part == "loop" and not keys:
        return "Answered with a concern"
    if part == "loop":
        return "Their concern is solved" if key == "solved" else "Their concern is open"
    if part in DID:
        return f"{DID[part]}: {' or '.join(ARMS.get(each, each) for each in keys)}"
    if part.startswith("option"):
        product, _, option = key.partition(BETWEEN)
        return f"{_wrong(part)} {product}, {option}"
    if part.startswith("product"):
        return f"{_wrong(part)} {key}"
    return {
        "answer": ANSWERS.get(key, f"Answered: {key}"),
        "left out": f"Left out, {funnel.reason_of(key)}",
        "late": "Their concern waits longer than we promised",
        "topic": f"Their concern is about: {key}",
        "stop": STOPS.get(key, key),
    }[part]


def _wrong(part: str) -> str:
    return "Something is wrong:" if part.endswith("wrong") else "Answered:"


def _of_fates(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        key = keys[0]
        if key.startswith((GATE, STOP)):
            return f"Not written to: {funnel.loss_of(key)}"
        return FATES.get(key, key)
    whole = set(keys)
    if whole <= {"answered", "silent"}:
        return "It was delivered"
    if whole <= {"answered", "silent", "came back"}:
        return "It was sent"
    if whole <= {"answered", "silent", "came back", "refused", "doubt"}:
        return "It was handed over"
    return "Meant" if "held back" in whole else "Could be asked"
