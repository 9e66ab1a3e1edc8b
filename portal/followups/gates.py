"""The gates a follow-up passes before it leaves, in their order. The first that does not open
decides; what each said is kept with the mail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.consent.models import ConsentEvent
from portal.consent.standing import verdict
from portal.followups import caps, letters, stopping
from portal.followups.circumstances import Circumstances
from portal.followups.enrolled_models import Arm
from portal.followups.intended import Intended
from portal.followups.models import PlaybookState
from portal.followups.placeholders import ValueMissing
from portal.followups.spec import Kind
from portal.messages import header_values
from portal.messages.models import EXPIRED
from portal.messages.writing import language_at
from portal.preferences.timing import allowed_at
from portal.relationship.rules import MAILS
from portal.web.languages import speaking

PAUSE = timedelta(minutes=5)
"""How often a mail of a paused playbook is looked at; going on wakes them at once."""
MOMENT = timedelta(seconds=5)
NOBODY = "0" * 32


@dataclass(frozen=True)
class Said:
    """What one gate said: open, stopped for good, or not before a time."""

    gate: str
    outcome: str
    why: str
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome == OPEN


OPEN, STOPPED, WAITS = "open", "stopped", "waits"
Gate = Callable[[Intended, datetime, Circumstances], tuple[str, str] | tuple[str, str, datetime]]


@dataclass(frozen=True)
class Passage:
    """What all gates said that were asked, and the choice the mail stands on."""

    said: tuple[Said, ...]
    consent_event: ConsentEvent | None

    @property
    def last(self) -> Said:
        return self.said[-1]

    @property
    def is_open(self) -> bool:
        return self.last.is_open

    def kept(self) -> dict[str, Any]:
        """As it is written down with the mail."""
        return {
            "results": [
                {**asdict(each), "until": each.until.isoformat() if each.until else None}
                for each in self.said
            ]
        }


def ask(intended: Intended, at: datetime, *, as_if_live: bool = False) -> Passage:
    """Ask the gates one after the other until one does not open.

    `as_if_live`: for a version that is not approved yet, leave out what would say only that.
    """
    return passage_of(intended, at, Circumstances([intended], at), as_if_live=as_if_live)


def ask_each(mails: Sequence[Intended], at: datetime) -> list[Passage]:
    """Ask the gates about several in their order, as `ask` does about one after the other when
    what it says of each is heeded before the next."""
    known = Circumstances(mails, at)
    said = []
    for each in mails:
        said.append(passage := passage_of(each, at, known))
        decided = known.goes if passage.is_open else known.goes_not_now
        (known.never_goes if passage.last.outcome == STOPPED else decided)(each)
    return said


def passage_of(
    intended: Intended, at: datetime, known: Circumstances, *, as_if_live: bool = False
) -> Passage:
    """What the gates say where the circumstances are known."""
    said: list[Said] = []
    for name, gate in GATES.items():
        if as_if_live and name in ("switch", "playbook"):
            continue
        answer = Said(name, *gate(intended, at, known))
        said.append(answer)
        if not answer.is_open:
            break
    return Passage(tuple(said), _choice(intended, known))


def _expiry(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    if at >= intended.expires_at:
        return STOPPED, EXPIRED
    return OPEN, f"until {intended.expires_at:%Y-%m-%d}"


def _switch(intended: Intended, at: datetime, known: Circumstances) -> Any:
    off = known.why_off
    return (WAITS, f"all follow-ups are switched off: {off}", at + PAUSE) if off else (OPEN, "on")


def _playbook(intended: Intended, at: datetime, known: Circumstances) -> Any:
    playbook, version = intended.playbook, intended.version
    if playbook.state is PlaybookState.RETIRED:
        return STOPPED, "the playbook is retired"
    if playbook.state is not PlaybookState.LIVE:
        return WAITS, f"the playbook is {playbook.state}", at + PAUSE
    if not version.is_approved:
        return STOPPED, f"version {version.n} was not approved"
    return OPEN, f"version {version.n} is approved"


def _arm(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    if intended.arm is Arm.HOLDOUT:
        return STOPPED, "held back to measure the effect"
    return OPEN, "not held back"


def _stop_rules(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    reason = stopping.reason_to_stop(intended, known)
    return (STOPPED, reason) if reason else (OPEN, "nothing speaks against it")


def _relationship(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    """Forbidden at their level is forbidden, whatever they once agreed to."""
    kind, standing = intended.spec.kind, known.level(intended)
    if kind is Kind.SERVICE:
        return OPEN, "a service mail is never forbidden"
    if standing is None:
        return OPEN, "no policy says otherwise"
    whom = f"{standing.level} with {standing.product}" if standing.product else standing.level
    if kind not in standing.cell.allows:
        return STOPPED, f"{whom}: no {MAILS[kind]} at this level ({standing.why})"
    return OPEN, f"{whom}: {MAILS[kind]} are allowed"


def _contact(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    point = intended.contact_point
    if point is None:
        return STOPPED, "no address of theirs"
    if not point.is_verified:
        return STOPPED, "nobody has confirmed the address"
    return OPEN, "the address is confirmed"


def _suppression(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    assert intended.contact_point is not None
    if reason := known.suppressed.get(intended.contact_point.address):
        return STOPPED, f"suppressed: {reason}"
    if intended.spec.purpose and known.complained_about_a_mail(intended):
        return STOPPED, "they complained about a mail of ours"
    return OPEN, "not suppressed"


def _consent(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    spec = intended.spec
    if spec.purpose is None:
        return OPEN, "a service mail needs no permission"
    standing = known.standing(intended, spec.purpose)
    sent = caps.sent_this_month(intended, at, known.had(intended))
    found = verdict(standing, at, sent_this_month=sent)
    if not found.allowed:
        return STOPPED, found.reason
    assert standing.choice is not None
    if standing.choice.basis not in spec.bases:
        return STOPPED, f"stands on {standing.choice.basis}, which this playbook may not use"
    return OPEN, f"{standing.choice.number} of {standing.choice.at:%Y-%m-%d}"


def _cap(intended: Intended, at: datetime, known: Circumstances) -> Any:
    free_at = caps.free_at(intended, at, known.had(intended))
    if free_at is None:
        return OPEN, "within the cap"
    if free_at >= intended.expires_at:
        return STOPPED, "more than they should get in so many days"
    return WAITS, "more than they should get in so many days", free_at


def _quiet_hours(intended: Intended, at: datetime, known: Circumstances) -> Any:
    free_at = allowed_at(at, intended.zone, intended.spec.quiet)
    if free_at <= at:
        return OPEN, f"{at.astimezone(intended.zone):%H:%M} where they live"
    return WAITS, "quiet hours where they live", free_at


def _content(intended: Intended, at: datetime, known: Circumstances) -> tuple[str, str]:
    token = intended.mail.message.token if intended.mail and intended.mail.message else NOBODY
    try:
        with speaking(language_at(intended.contact_point, intended.customer)):
            written = letters.mail_of(intended, token=token)
    except ValueMissing as missing:
        return STOPPED, f"content: {missing}"
    if not all(map(header_values.is_safe, (written.subject, written.to_name))):
        return STOPPED, "content: a line break or control character in the subject or the name"
    return OPEN, "every placeholder has a value"


GATES: Mapping[str, Gate] = {
    "expiry": _expiry,
    "switch": _switch,
    "playbook": _playbook,
    "arm": _arm,
    "stop rules": _stop_rules,
    "relationship": _relationship,
    "contact": _contact,
    "suppression": _suppression,
    "consent": _consent,
    "cap": _cap,
    "quiet hours": _quiet_hours,
    "content": _content,
}
"""In the order in which they are asked."""


def _choice(intended: Intended, known: Circumstances) -> ConsentEvent | None:
    if intended.contact_point is None or intended.spec.purpose is None:
        return None
    return known.standing(intended, intended.spec.purpose).choice
