"""Mails that mail servers send back: recognised, and read for whom and why.

Servers that follow RFC 3464 say so in fields. The others write to people, each in its own way.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.reading import addresses, bounce_reasons, delivery_status, returned_text, safe_text
from portal.reading.bounce_reasons import Reason
from portal.reading.headers import Headers
from portal.reading.parsing import ParsedMail

_DELAYED = re.compile(
    r"still being retried|not yet been delivered|delivery attempts will continue|"
    r"will (?:be retried|(?:continue|keep) try)|warning message only|no action is required|"
    r"(?:message|mail|delivery|been) (?:is |was )?(?:delayed|postponed)|verzögert|delayed mail",
    re.IGNORECASE,
)
_CODE_TYPE = re.compile(r"^\s*[\w.+-]{1,30}\s*;\s*")
_CODE = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


@dataclass(frozen=True)
class Failure:
    """What became of the mail for one recipient. `action` is failed, delayed or delivered."""

    recipient: str
    action: str
    status: str
    reason: Reason
    is_hard: bool
    diagnosis: str


@dataclass(frozen=True)
class Bounce:
    """A server's report about a mail of ours, with every id and address by which to find it."""

    failures: tuple[Failure, ...]
    original_message_ids: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def is_hard(self) -> bool:
        """Nobody whom the mail was for can be reached under that address any more."""
        return bool(self.failures) and all(failure.is_hard for failure in self.failures)

    @property
    def action(self) -> str:
        """`failed` when it failed for anybody, else what happened last."""
        actions = [failure.action for failure in self.failures]
        return next((one for one in ("failed", "delayed", "delivered") if one in actions), "failed")


def read(mail: ParsedMail) -> Bounce:
    """Who could not be reached and why, as far as the report says so."""
    head, returned_as_text = returned_text.split(mail.text)
    returned = [*mail.returned, *([returned_as_text] if returned_as_text else [])]
    failures = _reported(mail, head) or _told(mail, head, returned)
    return Bounce(
        failures=tuple(failures),
        original_message_ids=_unique(found for one in returned for found in one.ids("message-id")),
        addresses=_unique((*_parties(mail, returned), *(each.recipient for each in failures))),
    )


def _reported(mail: ParsedMail, head: str) -> list[Failure]:
    """What the fields of a delivery status say, with the server's own words to complete it."""
    groups = [
        group
        for report in mail.reports
        if "delivery-status" in report.media_type
        for group in delivery_status.recipients(report.text)
    ]
    if not groups and "final-recipient:" in head.lower():
        groups = delivery_status.recipients(head)
    failures = []
    for group in groups:
        recipient = _recipient(group)
        action = _action(group.get("action", ""))
        diagnosis = _CODE_TYPE.sub("", group.get("diagnostic-code", ""))
        told = _told_about(recipient, head) if len(groups) > 1 else head
        failures.append(_failure(recipient, action, group.get("status", ""), diagnosis, told))
    return failures


def _told_about(recipient: str, head: str) -> str:
    said = returned_text.sections(head, (recipient,) if recipient else (), set())
    return said[0][1] if said else ""


def _recipient(group: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        address = addresses.clean(delivery_status.address_of(group.get(name, "")).strip("<> "))
        if address:
            return address
    return ""


def _action(field: str) -> str:
    word = field.strip().lower()
    if word.startswith("delay"):
        return "delayed"
    return "delivered" if word.startswith(("deliver", "relay", "expand")) else "failed"


def _told(mail: ParsedMail, head: str, returned: list[Headers]) -> list[Failure]:
    """What a server wrote to people."""
    own = {address.lower() for address in (*mail.recipients, mail.from_address) if address}
    known = mail.failed_recipients
    is_late = bool(_DELAYED.search(f"{mail.subject} {head[:1500]}"))
    action = "delayed" if is_late else "failed"
    found = returned_text.sections(head, known, own)
    if not found:
        meant = _unique(a for one in returned for v in one.raw("to") for a in addresses.in_text(v))
        found = [(meant[0] if len(meant) == 1 else "", head)]
    return [_failure(address, action, "", said, head) for address, said in found]


def _failure(recipient: str, action: str, status: str, diagnosis: str, told: str) -> Failure:
    """One recipient's failure. Where the fields say nothing, the words to people are believed."""
    judgement = bounce_reasons.judge(diagnosis or told, status, context=told)
    if judgement.reason is Reason.UNCLEAR:
        judgement = bounce_reasons.judge(told, status, context=told)
    code = _CODE.search(f"{diagnosis} {status} {told}")
    return Failure(
        recipient=recipient,
        action=action,
        status=code[0] if code else "",
        reason=judgement.reason,
        is_hard=judgement.is_hard and action == "failed",
        diagnosis=safe_text.line(diagnosis or told, 500),
    )


def _parties(mail: ParsedMail, returned: list[Headers]) -> Iterator[str]:
    """Where one of our own addresses may stand: who got the report, whom the mail named."""
    yield from mail.recipients
    for original in returned:
        for name in ("return-path", "from", "reply-to", "sender", "to", "x-original-to"):
            for value in original.raw(name):
                yield from addresses.in_text(value)


def _unique(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))[:100]
