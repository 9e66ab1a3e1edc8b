"""The check-in's mails to the demo's riders as rows: what they said, what each gate said to them,
and what the mail servers did."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from portal.messages.models import MessageState, Purpose, new_token

SERVER_SAID = "250 2.0.0 Delivered before this demo was opened"
TEXT = """Hello {name}, how does it do?

You have had your {product} since {day}. By now you know it better than we do.

One press is enough. If something is wrong, somebody at our desk looks after it, and we tell you
by when.

{signer} at {company}"""
WHY = {
    "consent": ("consent", "they said no"),
    "stop rules": ("stop rules", "a complaint is open"),
    "contact": ("contact", "nobody has confirmed the address"),
    "cap": ("cap", "more than they should get in so many days"),
    "arm": ("arm", "held back to measure the effect"),
}


@dataclass(frozen=True)
class Written:
    playbook: Any
    rider: Any
    enrolment_id: int
    model: Any
    receipt: str


def gates_of(written: Written) -> list[dict[str, Any]]:
    """Each that was asked, up to the one that stopped it."""
    each = written.rider
    said = {
        "expiry": f"until {each.due_at + timedelta(days=14):%Y-%m-%d}",
        "switch": "on",
        "playbook": "version 1 is approved",
        "arm": "not held back",
        "stop rules": "nothing speaks against it",
        "contact": "the address is confirmed",
        "suppression": "not suppressed",
        "consent": f"{written.receipt} of {each.due_at - timedelta(days=55):%Y-%m-%d}",
        "cap": "within the cap",
        "quiet hours": "10:00 where they live",
        "content": "every placeholder has a value",
    }
    stopped_at, why = WHY.get(each.fate, ("", ""))
    if stopped_at == "arm":
        said = {}
    found = []
    for gate, words in said.items():
        if gate == stopped_at:
            break
        found.append({"gate": gate, "outcome": "open", "why": words, "until": None})
    if stopped_at:
        found.append({"gate": stopped_at, "outcome": "stopped", "why": why, "until": None})
    return found


def message_of(written: Written) -> dict[str, Any]:
    each, playbook = written.rider, written.playbook
    is_sent = each.fate not in WHY
    return {
        "token": new_token(), "reference": f"follow-up:{playbook.id}:1:{written.enrolment_id}",
        "purpose": Purpose.SERVICE, "consent_purpose": "check_ins",
        "customer_id": each.customer_id, "thread": f"follow-up:{written.enrolment_id}",
        "to_address": each.address, "to_name": each.name, "from_name": playbook.owner.given_name,
        "subject": f"How does your {each.product} do?",
        "text": TEXT.format(
            name=each.name.split()[0], product=each.product, day=f"{each.delivered_on:%-d %B %Y}",
            signer=playbook.owner.given_name, company="Marlow Cycles",
        ),
        "in_reply_to": {"ids": []},
        "state": MessageState.SENT if is_sent else MessageState.BLOCKED,
        "reason": None if is_sent else WHY[each.fate][1],
        "due_at": each.due_at, "try_at": each.due_at,
        "expires_at": each.due_at + timedelta(days=14),
        "created_at": each.due_at - timedelta(days=9),
        "sent_at": each.due_at + timedelta(seconds=40) if is_sent else None,
        "smtp_code": 250 if is_sent else None, "smtp_text": SERVER_SAID if is_sent else None,
    }  # fmt: skip


def events_of(written: Written, message_id: int) -> list[dict[str, Any]]:
    each = written.rider
    at = each.due_at
    found: list[tuple[Any, str, dict[str, Any]]] = [(at - timedelta(days=9), "queued", {})]
    if each.fate in WHY:
        found.append((at, "blocked", {"reason": WHY[each.fate][1]}))
    else:
        found.append((at + timedelta(seconds=38), "handing", {"attempt": "1"}))
        found.append((at + timedelta(seconds=40), "sent", {"said": SERVER_SAID}))
    if each.fate == "came back":
        gone = {"diagnosis": "550 5.1.1 nobody of that name"}
        found.append((at + timedelta(minutes=3), "dsn_failed", gone))
    if each.fate == "stopped":
        found.append((at + timedelta(hours=7), "unsubscribed", {"purpose": "check_ins"}))
    return [
        {"message_id": message_id, "at": when, "kind": kind, "particulars": more}
        for when, kind, more in found
    ]
