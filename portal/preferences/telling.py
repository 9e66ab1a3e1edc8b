"""Telling people what happened: a notice in the portal, and a mail when and how they chose."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select, update

from portal import clock
from portal.accounts.models import User
from portal.customers.registering import find_contact_point
from portal.database import atomic, session
from portal.manifest import domains
from portal.messages.ledger import post
from portal.messages.mail import Mail
from portal.messages.writing import language_at
from portal.preferences import timing
from portal.preferences.choosing import choices_of, preferences_of
from portal.preferences.models import First, How, Notice
from portal.web.languages import speaking

TIME_TO_SEE_IT_HERE = timedelta(minutes=30)
LONGEST_TEXT = 250
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Told:
    """What happened, in one lazy sentence, of which kind, and the page where it can be seen."""

    kind: str
    text: Any
    path: str
    about: str | None = None


@atomic()
def tell(told: Told, *, mail: Mail) -> None:
    """Tell the reader of `mail`. Whoever has no sign-in gets the mail at once: they have nothing
    else to look at, and nowhere to choose."""
    known = find_contact_point(mail.to_address)
    user = session.get(User, known.user_id) if known and known.user_id else None
    if user is None or not user.is_active:
        post(mail)
        return
    how, ways = how_of(told.kind, user), ways_of(user)
    with speaking(language_at(known, mail.customer)):
        _add_notice(told, user, how, ways)
    if how is How.INSTANT and ways.first is First.MAIL:
        post(replace(mail, due_at=ways.allowed_at(mail.due_at or clock.now())))


@atomic()
def mark_read(user: User, *, until: int) -> None:
    """They have seen the news up to this one; what came since they were shown it is still new."""
    is_shown = Notice.id <= max(0, min(until, LARGEST_ID))
    unread = (Notice.user_id == user.id, Notice.read_at.is_(None), is_shown)
    session.execute(update(Notice).where(*unread).values(read_at=clock.now()))


def latest(user: User, *, most: int, before: int = 0) -> list[Notice]:
    """Their news, newest first; with `before`, only what is older than that notice."""
    found = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc()).limit(most)
    if 0 < before <= LARGEST_ID:
        found = found.where(Notice.id < before)
    return list(session.scalars(found))


@dataclass(frozen=True)
class Ways:
    """How somebody wants to be told, whatever it is."""

    first: First
    zone: tzinfo
    quiet: tuple[int, int] | None

    def allowed_at(self, at: datetime) -> datetime:
        return timing.allowed_at(at, self.zone, self.quiet)

    def summary_at(self, how: How, now: datetime) -> datetime | None:
        """When it goes into a summary; None when it gets a mail of its own, or none at all."""
        if how is How.DAILY:
            return self.allowed_at(timing.next_morning(now, self.zone))
        if how is How.INSTANT and self.first is First.PORTAL:
            return self.allowed_at(now + TIME_TO_SEE_IT_HERE)
        return None


def ways_of(user: User) -> Ways:
    chosen = preferences_of(user)
    own = user.time_zone or (user.customer and user.customer.time_zone)
    zone = ZoneInfo(own or current_app.extensions["portal_settings"].time_zone)
    if chosen.quiet_from is None or chosen.quiet_until is None:
        return Ways(chosen.first, zone, None)
    return Ways(chosen.first, zone, (chosen.quiet_from, chosen.quiet_until))


def how_of(kind: str, user: User) -> How:
    """As they chose, or as its domain proposes."""
    return choices_of(user).get(kind, How(kinds()[kind].how))


def kinds() -> dict[str, Any]:
    """Every kind of notice there is, by name, as the domains declare them."""
    return {kind.name: kind for domain in domains() for kind in domain.notices}


def _add_notice(told: Told, user: User, how: How, ways: Ways) -> None:
    session.add(
        Notice(
            user_id=user.id,
            kind=told.kind,
            text=str(told.text)[:LONGEST_TEXT],
            path=told.path,
            about=told.about,
            mail_at=ways.summary_at(how, clock.now()),
            waits_for_sight=how is How.INSTANT,
        )
    )
