"""From everybody a playbook chose to those who answered, and why the others left. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.outcomes.cells import GATE, STOP

ANSWERED, SILENT, CAME_BACK = "answered", "silent", "came back"
LEFT_OUT, HELD_BACK, WAITING = "left out", "held back", "waiting"
LOST = {
    "came back": "came back, because nobody is at that address",
    "doubt": "nobody knows: the connection was lost while handing it over",
    "refused": "refused by a mail server",
    "waiting": "still to come",
    "held back": "held back to compare with",
    "silent": "did not answer, that is fine",
    f"{STOP}complaint": "had a complaint open",
    f"{STOP}cancelled": "had cancelled the order",
    f"{STOP}answered": "had answered already",
    f"{STOP}ordered": "had ordered again",
    f"{STOP}newer": "got a newer one instead",
    f"{GATE}stop rules": "were stopped by a stop rule",
    f"{GATE}relationship": "may get no such mails at their level",
    f"{GATE}contact": "had no address that is confirmed",
    f"{GATE}suppression": "asked not to be written to",
    f"{GATE}consent": "had not agreed to mails like it",
    f"{GATE}cap": "had heard enough from us",
    f"{GATE}quiet hours": "it was night where they live",
    f"{GATE}content": "had a value missing that the mail needs",
    f"{GATE}expiry": "it had become too late",
    f"{GATE}playbook": "the playbook was retired",
    f"{GATE}switch": "all follow-ups were switched off",
    f"{GATE}none": "nothing was planned for them",
}
"""Why somebody is not in the next step, after a number of people."""


@dataclass(frozen=True)
class Loss:
    part: str
    key: str
    says: str
    count: int


@dataclass(frozen=True)
class Stage:
    """How many came so far, which fates they have, and who did not come further."""

    name: str
    count: int
    keys: tuple[str, ...]
    losses: Sequence[Loss]


def stages(fates: Mapping[str, int], left_out: Mapping[str, int]) -> list[Stage]:
    """Each step has exactly those of the one before who were not lost there."""
    gates = sorted((key for key in fates if key.startswith((GATE, STOP))), key=lambda k: -fates[k])
    delivered = (ANSWERED, SILENT)
    sent = (*delivered, CAME_BACK)
    allowed = (*sent, "refused", "doubt")
    due = (*allowed, WAITING, *gates)
    meant = (*due, HELD_BACK)
    steps = (
        ("Chosen", (*meant, LEFT_OUT), ()),
        ("Meant", meant, (HELD_BACK,)),
        ("Could be asked", due, (*gates, WAITING)),
        ("Handed over", allowed, ("refused", "doubt")),
        ("Sent", sent, (CAME_BACK,)),
        ("Delivered", delivered, (SILENT,)),
        ("Answered", (ANSWERED,), ()),
    )
    found = []
    for name, keys, lost in steps:
        losses = [Loss("fate", key, loss_of(key), fates[key]) for key in lost if fates.get(key)]
        if name == "Chosen":
            losses = [
                Loss("left out", reason, reason_of(reason), count)
                for reason, count in sorted(left_out.items(), key=lambda each: -each[1])
            ]
        count = sum(fates.get(key, 0) for key in keys)
        found.append(Stage(name, count, tuple(key for key in keys if fates.get(key)), losses))
    is_kept = {"Chosen", "Sent", "Delivered", "Answered"}
    return [
        each
        for at, each in enumerate(found)
        if each.name in is_kept or each.losses or each.count != found[at - 1].count
    ]


def loss_of(key: str) -> str:
    return LOST.get(key, f"stopped by “{key.removeprefix(GATE).removeprefix(STOP)}”")


def reason_of(reason: str) -> str:
    """A condition that did not hold, or why there was nothing to plan."""
    if not reason or reason.startswith("It was"):
        return reason.lower() if reason else "left out"
    return f"not so: {reason[0].lower()}{reason[1:]}"
