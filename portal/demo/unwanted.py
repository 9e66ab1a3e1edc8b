"""What nobody wants to read, marked as spam; one of its senders is blocked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.tickets import spam
from portal.tickets.models import Ticket, TicketKind
from portal.tickets.raising import raise_as_visitor

MARKED_AFTER = timedelta(minutes=40)
UNWANTED = (
    (9, "deals@followers.example.net", "Grow your followers", "10,000 real followers today.", True),
    (4, "ceo@inheritance.example.org", "Confidential", "I have a proposal for you.", False),
)


def steps(cast: Cast, now: datetime) -> Iterator[Step]:
    for days_ago, address, subject, body, is_blocked in UNWANTED:
        came_at = now - timedelta(days=days_ago)
        unwanted = _Unwanted(address, subject, body)
        yield Step(came_at, unwanted.come)
        yield Step(came_at + MARKED_AFTER, unwanted.go, cast, is_blocked)


class _Unwanted:
    def __init__(self, address: str, subject: str, body: str) -> None:
        self.said = {"address": address, "subject": subject, "body": body}
        self.ticket: Ticket | None = None

    def come(self) -> None:
        self.ticket = raise_as_visitor(**self.said, name="", kind=TicketKind.REQUEST, once=None)

    def go(self, cast: Cast, is_blocked: bool) -> None:
        assert self.ticket is not None
        end = spam.block if is_blocked else spam.mark
        end(self.ticket, by=cast.staff["ines"])
