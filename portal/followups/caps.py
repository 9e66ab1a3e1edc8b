"""How much one customer gets: a cap over all playbooks, in calendar days where they live. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal.deadlines import local_days
from portal.followups.circumstances import Had
from portal.followups.intended import Intended


def free_at(intended: Intended, at: datetime, had: Sequence[Had]) -> datetime | None:
    """When the next one may go after what they `had`; None when this one may go now.

    The day a mail counts on is the reader's: what left on Monday evening is a day old on Tuesday.
    """
    cap = intended.spec.cap
    if cap is None:
        return None
    window = local_days.midnight(at, intended.zone, days_on=1 - cap.days)
    left = [each.sent_at or at for each in had if not each.is_sent or _since(window, each)]
    if len(left) < cap.most:
        return None
    oldest = sorted(left, reverse=True)[cap.most - 1]
    days_on = cap.days - (at - local_days.midnight(oldest, intended.zone)) // timedelta(days=1)
    return local_days.at_on(intended.step.at, at, intended.zone, days_on=max(1, days_on))


def sent_this_month(intended: Intended, at: datetime, had: Sequence[Had]) -> int:
    """What they had of this purpose in their calendar month."""
    here = at.astimezone(intended.zone)
    first = local_days.midnight(at, intended.zone, days_on=1 - here.day)
    purpose = intended.spec.purpose
    return sum(
        each.purpose == purpose and (not each.is_sent or _since(first, each)) for each in had
    )


def _since(at: datetime, each: Had) -> bool:
    return each.sent_at is not None and each.sent_at >= at
