"""What stands on the privacy page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, current_app, request
from flask.wrappers import Response

from portal import clock
from portal.access import me
from portal.accounts.models import User
from portal.consent import choices, queries, wordings
from portal.consent.models import ConsentEvent, Purpose
from portal.consent.purposes import PURPOSES, PurposeWords
from portal.consent.standing import Standing, standings
from portal.consent.wordings import Shown
from portal.customers.models import ContactPoint
from portal.database import session
from portal.history import looking
from portal.manifest import Fact, domains
from portal.privacy import sent
from portal.privacy.forms import PaceForm
from portal.privacy.looks import ROLES
from portal.web.languages import language
from portal.web.pages import reader
from portal.web.rendering import render

RECEIPTS, MESSAGES = 5, 5


@dataclass(frozen=True, kw_only=True)
class Row:
    """One purpose as it stands at the address, with the words they agree to by saying yes."""

    purpose: Purpose
    words: PurposeWords
    standing: Standing
    paused_until: datetime | None
    shown: Shown
    form: PaceForm
    trouble: str = ""
    """What was wrong with a choice that could not be taken."""

    @property
    def is_open(self) -> bool:
        return bool(self.form.errors)


def own_address(contact_point_id: str | None) -> ContactPoint:
    """The address of theirs that the page or form is about; the first one when it names none.

    Somebody without a confirmed address of their own has nothing to choose: a 404.
    """
    own = list(session.scalars(queries.addresses_of(me())))
    asked = [each for each in own if str(each.id) == contact_point_id]
    if not own or (contact_point_id and not asked):
        abort(404)
    return asked[0] if asked else own[0]


def company() -> str:
    return current_app.extensions["portal_settings"].brand.name


def whole_page(
    *,
    address: ContactPoint | None = None,
    pace: PaceForm | None = None,
    troubles: dict[str, str] | None = None,
    said: str = "",
    status: int = 200,
) -> Response:
    """The page, or for htmx its first section. A form that was refused comes back as typed."""
    user = me()
    own = list(session.scalars(queries.addresses_of(user)))
    address = address or _asked(own)
    messages = session.scalars(sent.messages_to(user, own, most=MESSAGES + 1)).all()
    return render(
        "privacy/index.html",
        fragment="choices",
        status=status,
        address=address,
        addresses=own,
        rows=rows(address, pace=pace, troubles=troubles or {}) if address else [],
        stopped=_stopped(own),
        said=said,
        troubles=[*(troubles or {}).values()],
        purposes=PURPOSES,
        receipts=_latest_receipts(user),
        facts=facts(user),
        looks=looking.looks_by_role(user.customer),
        role_names=ROLES,
        days=looking.looks_by_day(user.customer, reader().zone),
        messages=messages[:MESSAGES],
        has_more_messages=len(messages) > MESSAGES,
        state_of=sent.state_of,
        form=pace,
    )


def rows(address: ContactPoint, *, pace: PaceForm | None, troubles: dict[str, str]) -> list[Row]:
    now = clock.now()
    standing = standings(address)
    return [
        Row(
            purpose=purpose,
            words=words,
            standing=standing[purpose],
            paused_until=standing[purpose].paused_until
            if standing[purpose].is_paused(now)
            else None,
            shown=wordings.shown(wordings.current(purpose), language().code, company()),
            form=pace if pace and pace.purpose.data == purpose else _pace(standing[purpose], now),
            trouble=troubles.get(purpose.value, ""),
        )
        for purpose, words in PURPOSES.items()
    ]


def facts(user: User) -> list[Fact]:
    """What every domain knows about them, in the order of the house."""
    return [fact for domain in domains() for known in domain.known_facts for fact in known(user)]


def _asked(own: list[ContactPoint]) -> ContactPoint | None:
    asked = request.args.get("address")
    return next((each for each in own if str(each.id) == asked), own[0] if own else None)


def _stopped(own: list[ContactPoint]) -> int:
    """How many purposes the last press of "Stop everything" ended, if nothing was chosen since."""
    return choices.ended_by(choices.last_stop(own)) if own else 0


def _latest_receipts(user: User) -> list[ConsentEvent]:
    return list(session.scalars(queries.receipts_of(user).limit(RECEIPTS)))


def _pace(standing: Standing, now: datetime) -> PaceForm:
    """The form as it stands. Several are on the page, so each has ids of its own."""
    paused = standing.paused_until if standing.is_paused(now) else None
    return pace_form(
        standing.purpose.value,
        None,
        per_month=str(standing.per_month or ""),
        until=paused.astimezone(reader().zone).date() if paused else None,
    )


def pace_form(purpose: str, formdata: Any, **columns: Any) -> PaceForm:
    form = PaceForm(formdata, **columns)
    for field in (form.per_month, form.until):
        field.id = f"{field.name}-{purpose}"
        field.label.field_id = field.id
    return form
