"""What stands beside a concern at the desk: its merges, snooze, tasks and known issues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal import clock
from portal.access import Actor
from portal.tickets import (
    desk_choices,
    following,
    known_issues,
    merging,
    snooze_times,
    snoozing,
    tasks,
)
from portal.tickets.company import zone
from portal.tickets.issue_models import KnownIssue
from portal.tickets.merge_models import TicketMerge
from portal.tickets.models import Ticket
from portal.tickets.snooze_times import Preset
from portal.tickets.time_models import Snooze, TicketTask


@dataclass(frozen=True, kw_only=True)
class Together:
    merges: Sequence[TicketMerge]
    snooze: Snooze | None
    presets: Sequence[Preset]
    is_followed: bool
    tasks: Sequence[TicketTask]
    checklists: Mapping[str, str]
    issues: Sequence[KnownIssue]
    open_issues: Mapping[str, str]


def beside(ticket: Ticket, user: Actor) -> Together:
    issues = known_issues.issues_of(ticket)
    linked = {issue.number for issue in issues}
    return Together(
        merges=merging.merged_into(ticket),
        snooze=snoozing.snooze_of(ticket),
        presets=snooze_times.presets(clock.now(), zone()),
        is_followed=following.follows(user, ticket),
        tasks=tasks.of(ticket),
        checklists=desk_choices.checklists(),
        issues=issues,
        open_issues={
            number: title
            for number, title in desk_choices.open_issues().items()
            if number not in linked
        },
    )
