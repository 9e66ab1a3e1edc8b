"""Real mails of strangers, through the door of every mail; content/LICENCES.md says whose."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from flask import current_app

from portal.database import session
from portal.demo.cast import Cast
from portal.demo.people import CONTENT
from portal.demo.timeline import Step
from portal.demo.workdays import shifted
from portal.messages.receiving import receive
from portal.tickets.conversation import reply
from portal.tickets.models import Ticket, TicketState

ANSWERED_AFTER = 3.0
"""Working hours."""


def mails(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    for name, days_ago, answerer, answer in json.loads((CONTENT / "mails.json").read_text()):
        mail = _Mail((CONTENT / "mail" / name).read_bytes())
        came_at = now - timedelta(days=days_ago)
        yield Step(came_at, mail.receive)
        if answer:
            answered_at = shifted(came_at, ANSWERED_AFTER, zone)
            yield Step(answered_at, mail.answer, cast, answerer, answer)


class _Mail:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.number = ""

    def receive(self) -> None:
        address = current_app.extensions["portal_settings"].mail_from
        self.number = receive(self.raw, envelope_to=address).reference or ""

    def answer(self, cast: Cast, answerer: str, text: str) -> None:
        ticket = session.get_one(Ticket, Ticket.id_of(self.number))
        reply(ticket, body=text, by=cast.staff[answerer], then=TicketState.SOLVED)
