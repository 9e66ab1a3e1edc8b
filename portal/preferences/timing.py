"""When a mail may go: not in quiet hours, and summaries in the morning. Pure."""

from datetime import UTC, datetime, time, timedelta, tzinfo

MORNING = time(8)


def allowed_at(at: datetime, zone: tzinfo, quiet: tuple[int, int] | None) -> datetime:
    """`at`, or the end of the quiet hours it falls into. `quiet` is from and until, in minutes
    after midnight in `zone`; until the same minute means never quiet, not always.
    """
    if quiet is None or quiet[0] == quiet[1]:
        return at
    here = at.astimezone(zone)
    minute, (begins, ends) = here.hour * 60 + here.minute, quiet
    is_over_midnight = begins > ends
    is_quiet = minute >= begins or minute < ends if is_over_midnight else begins <= minute < ends
    if not is_quiet:
        return at
    day = here.date() + timedelta(days=is_over_midnight and minute >= begins)
    return datetime.combine(day, time(*divmod(ends, 60)), zone).astimezone(UTC)


def next_morning(at: datetime, zone: tzinfo) -> datetime:
    """The next time it is eight in the morning in `zone`, after `at`."""
    here = at.astimezone(zone)
    day = here.date() + timedelta(days=here.time() >= MORNING)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
