"""Choosing on the privacy page what may be sent. Every choice can be posted twice."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, me, open_to
from portal.consent import choices, pace, queries, wordings
from portal.consent.models import Purpose
from portal.consent.purposes import PURPOSES
from portal.consent.wordings import Shown
from portal.customers.models import ContactPoint
from portal.database import session
from portal.privacy.forms import YES, ChoiceForm
from portal.privacy.page import company, own_address, pace_form, whole_page
from portal.privacy.routes import bp
from portal.web.languages import _
from portal.web.rendering import wants_fragment

PLACE = "/privacy"


@bp.post("/choose")
@open_to(CUSTOMERS)
def choose() -> ResponseReturnValue:
    """Yes or no to one purpose. A yes names the wording that was read."""
    form = ChoiceForm(request.form)
    address = own_address(form.address.data)
    if not form.validate():
        return _refused(address, form)
    title = PURPOSES[form.about].title
    if form.choice.data != YES:
        choices.withdraw(address, form.about, place=PLACE, by=me())
        return _done(address, form.about, _("%(title)s: off. It counts from now on.", title=title))
    shown = _as_it_was_shown(form)
    if shown is None:
        form.wording.errors = [_("The wording has changed. Read it, then choose again")]
        return _refused(address, form)
    choices.give(address, form.about, shown=shown, place=PLACE, by=me())
    return _done(address, form.about, _("%(title)s: on", title=title))


@bp.post("/pace")
@open_to(CUSTOMERS)
def slow_down() -> ResponseReturnValue:
    """How often at most, and a pause."""
    form = pace_form(request.form.get("purpose", ""), request.form)
    address = own_address(form.address.data)
    if not form.validate():
        if form.purpose.errors:
            return _refused(address, form)
        return whole_page(address=address, pace=form, status=422)
    title = PURPOSES[form.about].title
    try:
        pace.cap(address, form.about, per_month=form.most, place=PLACE, by=me())
        pace.pause(address, form.about, until=form.pause_ends, place=PLACE, by=me())
    except pace.NotOn:
        form.per_month.errors = [_("You get none of these. Say yes first")]
        return _refused(address, form)
    return _done(address, form.about, _("%(title)s: saved", title=title))


@bp.post("/stop")
@open_to(CUSTOMERS)
def stop() -> ResponseReturnValue:
    """No to everything, at every address of theirs."""
    return _for_all(choices.stop_everything, _("You said no to everything"))


@bp.post("/stop/undo")
@open_to(CUSTOMERS)
def undo_stop() -> ResponseReturnValue:
    return _for_all(choices.take_back_stop, _("Everything is as it was before"))


def _for_all(verb: Callable[..., Any], said: str) -> ResponseReturnValue:
    own = list(session.scalars(queries.addresses_of(me())))
    verb(own, place=PLACE, by=me())
    return _done(own_address(request.form.get("address")), None, said)


def _as_it_was_shown(form: ChoiceForm) -> Shown | None:
    """The words that stood on their page; None when they are not those that count now."""
    version, _slash, spoken = form.wording.data.rpartition("/")
    wording = wordings.current(form.about)
    if version != wording.version or spoken not in wording.texts:
        return None
    return wordings.shown(wording, spoken, company())


def _done(address: ContactPoint, purpose: Purpose | None, said: str) -> ResponseReturnValue:
    if wants_fragment():
        return whole_page(address=address, said=said)
    flash(said)
    anchor = f"purpose-{purpose.value}" if purpose else "send"
    is_first = str(own_address(None).id) == str(address.id)
    asked = {} if is_first else {"address": address.id}
    return redirect(url_for(".index", _anchor=anchor, **asked), 303)


def _refused(address: ContactPoint, form: Any) -> ResponseReturnValue:
    """The page again, with what was wrong beside its purpose, or above all of them."""
    first = next(errors[0] for errors in form.errors.values())
    return whole_page(address=address, troubles={form.purpose.data or "": str(first)}, status=422)
