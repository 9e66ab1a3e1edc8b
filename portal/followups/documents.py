"""Between a version's document and the fields in which it is written."""

from datetime import date, time
from typing import Any

from portal.followups.models import Playbook

BLANK_LETTER: dict[str, Any] = {
    "subject": "How does your ((product)) do?",
    "blocks": [
        {"kind": "heading", "text": "Hello ((first_name|there))"},
        {"kind": "text", "text": "Write here what you would say in person."},
        {"kind": "signature", "text": "((signer)) at ((company))"},
    ],
}
BLANK: dict[str, Any] = {
    "kind": "check_in",
    "why": {"en": "You bought a product from us, and we ask how it does."},
    "trigger": {"kind": "delivered"},
    "audience": [],
    "steps": [
        {"name": "First mail", "after_days": 10, "working_days": False, "at": "10:00",
         "letters": {"en": BLANK_LETTER}}
    ],
    "answers": [],
    "bases": ["consent", "soft_opt_in"],
    "stops": ["answered", "cancelled", "open_complaint"],
    "quiet": ["21:00", "07:00"],
    "cap": {"most": 1, "days": 3},
    "expires_after_days": 14,
    "holdout_percent": 0,
    "measure": "answered",
    "window_days": 30,
}  # fmt: skip
ANSWERS = [
    {"code": "good", "effect": "thank",
     "says": {"en": "All good", "de": "Alles gut", "fr": "Tout va bien",
              "ar": "كل شيء على ما يرام"}},
    {"code": "wrong", "effect": "open_concern",
     "says": {"en": "Something is wrong", "de": "Etwas stimmt nicht",
              "fr": "Quelque chose ne va pas", "ar": "هناك مشكلة"}},
]  # fmt: skip
"""The two answers of every check-in, in all languages."""


def as_fields(playbook: Playbook | None, document: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form of the rules."""
    audience = {each["fact"]: each for each in document.get("audience", [])}
    quiet, cap, trigger = document.get("quiet"), document.get("cap"), document["trigger"]
    on = trigger.get("on")
    return {
        "title": playbook.title if playbook else "",
        "owner": str(playbook.owner_id) if playbook else "",
        "care_of": str(playbook.care_of_id or "") if playbook else "",
        "kind": document["kind"],
        "why": document["why"]["en"],
        "trigger": trigger["kind"],
        "silent_days": trigger.get("days") or None,
        "on": date.fromisoformat(on) if on else None,
        "products": ", ".join(audience.get("product", {}).get("any_of", [])),
        "cost_at_least": audience.get("cost_at_least", {}).get("amount"),
        **{name: name in audience for name in ("is_person", "first_order", "badly_handled")},
        "stops": document.get("stops", []),
        "cap_most": cap["most"] if cap else None,
        "cap_days": cap["days"] if cap else None,
        "quiet_from": time.fromisoformat(quiet[0]) if quiet else None,
        "quiet_until": time.fromisoformat(quiet[1]) if quiet else None,
        "expires_after_days": document["expires_after_days"],
        "holdout_percent": document.get("holdout_percent", 0),
        "measure": document["measure"],
        "window_days": document.get("window_days", 30),
    }


def step_as_fields(step: dict[str, Any], letter: dict[str, Any]) -> dict[str, Any]:
    """What stands in the form of one step in one language."""
    texts = {each["kind"]: each.get("text", "") for each in letter["blocks"]}
    return {
        "name": step["name"],
        "after_days": step["after_days"],
        "working_days": step["working_days"],
        "at": time.fromisoformat(step["at"]),
        "subject": letter["subject"],
        "heading": texts.get("heading", ""),
        "text": "\n\n".join(each["text"] for each in letter["blocks"] if each["kind"] == "text"),
        "with_answers": "answers" in texts,
        "with_product": "product" in texts,
        "advice": texts.get("advice", ""),
        "signature": texts.get("signature", ""),
    }


def with_step(document: dict[str, Any], number: int, language: str, form: Any) -> dict[str, Any]:
    """The document with this step as it was written; a step after the last is a new one."""
    steps = [dict(each) for each in document["steps"]]
    if number > len(steps):
        steps.append({"letters": {}})
    step = steps[number - 1]
    letters = dict(step["letters"]) | {language: form.letter()}
    letters.setdefault("en", form.letter())
    steps[number - 1] = {
        "name": form.name.data,
        "after_days": form.after_days.data,
        "working_days": bool(form.working_days.data),
        "at": f"{form.at.data:%H:%M}",
        "letters": letters,
    }
    changed = document | {"steps": steps}
    asks = any(
        block["kind"] == "answers"
        for each in steps for letter in each["letters"].values() for block in letter["blocks"]
    )  # fmt: skip
    return changed | {"answers": (document["answers"] or ANSWERS) if asks else []}


def without_step(document: dict[str, Any], number: int) -> dict[str, Any]:
    steps = [each for n, each in enumerate(document["steps"], start=1) if n != number]
    return document | {"steps": steps} if steps else document
