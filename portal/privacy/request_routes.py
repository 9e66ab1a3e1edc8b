"""Downloading one's data, having it erased, and taking that back."""

from typing import Any

from flask import abort, current_app, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, me, open_to
from portal.accounts import sessions
from portal.filestore import FileStore
from portal.privacy import requests
from portal.privacy.request_forms import proof_of
from portal.privacy.routes import bp
from portal.web.forms import PortalForm
from portal.web.headers import FILE_POLICY
from portal.web.languages import _
from portal.web.rendering import render


@bp.app_context_processor
def _what_was_asked_for() -> dict[str, Any]:
    """For the part of the privacy page that shows it."""
    return {"requests_of_mine": lambda: requests.standing(me())}


@bp.post("/export")
@open_to(CUSTOMERS)
def ask_for_copy() -> ResponseReturnValue:
    try:
        requests.ask_for_copy(me())
    except requests.AskedTooOften:
        flash(_("You asked for several copies today. Ask again tomorrow"), "warn")
    else:
        flash(_("We are putting your data together, and mail you when it is ready"))
    return redirect(url_for(".index", _anchor="take"), 303)


@bp.get("/export/download")
@open_to(CUSTOMERS)
def download() -> ResponseReturnValue:
    """Their own copy; there is no way to name anybody else's."""
    copy = requests.ready_copy_of(me())
    store: FileStore = current_app.extensions["portal_files"]
    if copy is None or not store.has(copy.sha256):
        abort(404)
    answer = send_file(
        store.path(copy.sha256),
        mimetype="application/zip",
        as_attachment=True,
        download_name=f"my-data-{copy.ready_at:%Y-%m-%d}.zip",
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/erase")
@open_to(CUSTOMERS)
def ask_erase() -> ResponseReturnValue:
    return _erase_page(proof_of(me()))


@bp.post("/erase")
@open_to(CUSTOMERS)
def erase() -> ResponseReturnValue:
    """One press twice is one wish. Nothing is erased before seven days have gone by."""
    user = me()
    if requests.wish_of(user):
        return redirect(url_for(".ask_erase"), 303)
    form = proof_of(user, request.form)
    if not form.validate():
        return _erase_page(form, status=422)
    if not user.password_hash and not sessions.has_just_signed_in(user):
        return _erase_page(form, status=403)
    requests.ask_to_be_erased(user)
    return redirect(url_for(".ask_erase"), 303)


@bp.post("/erase/cancel")
@open_to(CUSTOMERS)
def cancel_erasure() -> ResponseReturnValue:
    wish = requests.wish_of(me())
    if wish is not None and requests.cancel(wish):
        flash(_("Your data stays"), "good")
    return redirect(url_for(".index", _anchor="take"), 303)


def _erase_page(form: PortalForm, *, status: int = 200) -> ResponseReturnValue:
    user = me()
    wish = requests.wish_of(user)
    if wish is not None:
        return render("privacy/erasure_asked.html", wish=wish, kept=requests.would_stay(user))
    return render(
        "privacy/erase.html",
        form=form,
        kept=requests.would_stay(user),
        due_at=clock.now() + requests.COOLING_OFF,
        organisation=user.customer.name if user.customer.is_organisation else "",
        is_fresh=bool(user.password_hash) or sessions.has_just_signed_in(user),
        status=status,
    )
