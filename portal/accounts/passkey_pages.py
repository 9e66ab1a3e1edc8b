"""Pages of passkeys: signing in with one, and which ones open an account.

The script asks for what the device is to sign, puts its answer into the form and sends it, so
that the rest goes as with every other form.
"""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import CUSTOMERS, EVERYONE, STAFF, get_or_404, me, open_to
from portal.accounts import attempts, passkeys, sessions
from portal.accounts.challenges import NotAccepted
from portal.accounts.forms import SignInForm
from portal.accounts.models import Passkey
from portal.accounts.profile import profile_page
from portal.accounts.profile_forms import SIGN_IN_AGAIN, PasskeyForm, RenamePasskeyForm
from portal.accounts.routes import TRIED_TOO_OFTEN, account_is_closed, bp, sign_in_page
from portal.web.languages import _
from portal.web.networks import this_network


@bp.post("/sign-in/passkey/ask")
@open_to(EVERYONE)
def ask_for_passkey() -> ResponseReturnValue:
    if not attempts.may_try_passkey(this_network()):
        abort(429)
    return _json(passkeys.ask_for_any(browser=sessions.browser_secret()))


@bp.post("/sign-in/passkey")
@open_to(EVERYONE)
def sign_in_by_passkey() -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    if not attempts.may_try_passkey(this_network()):
        form.form_errors.append(TRIED_TOO_OFTEN)
        return sign_in_page(form, status=429)
    try:
        user = passkeys.by_passkey(
            request.form.get("answer", ""), browser=sessions.browser_secret()
        )
    except NotAccepted:
        form.form_errors.append(
            _("This passkey did not work. Try again, or sign in in another way")
        )
        return sign_in_page(form, status=422)
    if not user.is_active:
        return account_is_closed()
    sessions.sign_in(user)
    return redirect(sessions.where_they_were_going(), 303)


@bp.post("/profile/passkeys/ask")
@open_to(CUSTOMERS, STAFF)
def ask_for_new_passkey() -> ResponseReturnValue:
    if not attempts.may_try_passkey(this_network()):
        abort(429)
    if not sessions.has_just_signed_in(me()):
        abort(403)
    try:
        return _json(passkeys.ask_for_new(me(), browser=sessions.browser_secret()))
    except passkeys.TooMany:
        abort(409)


@bp.post("/profile/passkeys")
@open_to(CUSTOMERS, STAFF)
def add_passkey() -> ResponseReturnValue:
    form = PasskeyForm(request.form)
    if not form.validate():
        return profile_page(passkey_form=form, status=422)
    if not sessions.has_just_signed_in(me()):
        form.form_errors.append(SIGN_IN_AGAIN)
        return profile_page(passkey_form=form, status=422)
    try:
        passkey = passkeys.add(
            me(), form.answer.data, name=form.name.data, browser=sessions.browser_secret()
        )
    except (NotAccepted, passkeys.TooMany):
        form.form_errors.append(_("This passkey could not be added. Try again"))
        return profile_page(passkey_form=form, status=422)
    flash(_("You can sign in with %(name)s from now on", name=passkey.name), "good")
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/passkeys/<int(max=2147483647):passkey_id>/rename")
@open_to(CUSTOMERS, STAFF)
def rename_passkey(passkey_id: int) -> ResponseReturnValue:
    passkey = _own_passkey(passkey_id)
    form = RenamePasskeyForm(request.form)
    if not form.validate():
        return profile_page(rename_form=(passkey.id, form), status=422)
    passkeys.rename(passkey, form.name.data)
    flash(_("Your passkey is called %(name)s now", name=form.name.data))
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/passkeys/<int(max=2147483647):passkey_id>/remove")
@open_to(CUSTOMERS, STAFF)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    passkey = _own_passkey(passkey_id)
    name = passkey.name
    passkeys.remove(passkey, by=me())
    flash(_("%(name)s opens nothing any more", name=name))
    return redirect(url_for(".profile"), 303)


def _own_passkey(passkey_id: int) -> Passkey:
    return get_or_404(select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == me().id))


def _json(text: str) -> Response:
    return Response(text, mimetype="application/json")
