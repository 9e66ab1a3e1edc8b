"""The company whose desk this is, as those who operate the portal set it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app

from portal import clock
from portal.settings import Settings
from portal.tickets import promises
from portal.tickets.models import TicketKind


def zone() -> ZoneInfo:
    return ZoneInfo(_settings().time_zone)


def first_answer_by(kind: TicketKind) -> datetime:
    """When a concern raised now has its first answer."""
    return promises.promised_by(kind, clock.now(), zone())


def next_answer_by() -> datetime:
    """When what the customer says now has its answer."""
    return promises.next_promised_by(clock.now(), zone())


def _settings() -> Settings:
    return current_app.extensions["portal_settings"]
