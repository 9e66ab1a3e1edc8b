"""How a check-in stands, and which way to ask is left, in words for staff."""

from portal.messages.models import UNDER_WAY
from portal.messages.suppressing import HARD_BOUNCE
from portal.owed.models import How, OwedCheckIn, OwedState

ASKED = {
    How.MAIL: "Asked by mail",
    How.PHONE: "Asked on the telephone",
    How.LETTER: "Asked by letter",
    How.IN_PERSON: "Asked in person",
}


def standing(owed: OwedCheckIn) -> tuple[str, str]:
    """In a few words, with the tone of the pill."""
    if owed.state is OwedState.WAIVED:
        return "No longer owed", ""
    if owed.state is OwedState.MADE:
        return ASKED[How(owed.how or How.MAIL)], "good"
    if owed.state is OwedState.BY_HAND:
        return "Ask by hand", "bad" if owed.is_late else "warn"
    message = owed.mail.message if owed.mail else None
    if message is not None and message.state in UNDER_WAY:
        return "A mail asks", "info"
    return "Waits for a mail", "info"


def proposed(owed: OwedCheckIn) -> str:
    """Who said no to mails is not called up either: a call needs a yes of its own."""
    stopped_by = owed.mail.stopped_by if owed.mail else None
    if stopped_by == "consent" and "said no" in (owed.by_hand_why or ""):
        return "Ask only when they call; or say below that it is no longer owed."
    is_dead = HARD_BOUNCE in (owed.by_hand_why or "")
    if stopped_by == "consent" or (stopped_by == "suppression" and not is_dead):
        return "By letter, or when they call: they have not agreed to mails, nor to a call."
    if stopped_by == "stop rules":
        return "Ask while you talk with them about it."
    return "On the telephone, or by letter where we have no number."
