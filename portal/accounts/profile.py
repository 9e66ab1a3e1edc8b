"""What users see and change about themselves."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, STAFF, me, open_to
from portal.accounts import attempts, naming, passwords, policy, queries, sessions, signing_in
from portal.accounts.browsers import describe
from portal.accounts.forms import ChangePasswordForm, NameForm, NewPasswordForm
from portal.accounts.links import digest
from portal.accounts.routes import TRIED_TOO_OFTEN, bp
from portal.database import session
from portal.web.networks import this_network
from portal.web.rendering import render


@bp.get("/profile")
@open_to(CUSTOMERS, STAFF)
def profile() -> ResponseReturnValue:
    return _profile_page()


@bp.post("/profile/name")
@open_to(CUSTOMERS, STAFF)
def change_name() -> ResponseReturnValue:
    form = NameForm(request.form)
    if not form.validate():
        return _profile_page(name_form=form, status=422)
    naming.rename(me(), form.name.data, by=me())
    flash("Your name is changed")
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/password")
@open_to(CUSTOMERS, STAFF)
def change_password() -> ResponseReturnValue:
    """Everybody else who is signed in as this user is signed out, and this browser afresh."""
    user = me()
    form = _password_form(request.form)
    form.about = (user.email, user.name)
    if not form.validate():
        return _profile_page(password_form=form, status=422)
    if isinstance(form, ChangePasswordForm):
        if not attempts.may_try_password(user.email, this_network()):
            form.current.errors = [TRIED_TOO_OFTEN]
            return _profile_page(password_form=form, status=429)
        if not passwords.matches(user.password_hash, form.current.data):
            form.current.errors = ["This is not your current password"]
            return _profile_page(password_form=form, status=422)
    signing_in.change_password(user, form.password.data, by=user)
    sessions.sign_in(user)
    flash("Your new password counts from now on; other browsers are signed out", "good")
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/browsers/<int(max=2147483647):sign_in_id>/sign-out")
@open_to(CUSTOMERS, STAFF)
def sign_out_browser(sign_in_id: int) -> ResponseReturnValue:
    sessions.end_one(me(), sign_in_id)
    flash("That browser is signed out")
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/sign-out-everywhere")
@open_to(CUSTOMERS, STAFF)
def sign_out_everywhere() -> ResponseReturnValue:
    user = me()
    sessions.end_all(user)
    sessions.sign_out(user)
    flash("You are signed out everywhere")
    return redirect(url_for(".sign_in"), 303)


def _password_form(formdata: Any) -> NewPasswordForm:
    """Who signs in by links alone has no current password to show."""
    form_class = ChangePasswordForm if me().password_hash else NewPasswordForm
    return form_class(formdata)


def _profile_page(
    *,
    name_form: NameForm | None = None,
    password_form: NewPasswordForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    user = me()
    this_browser = digest(user.sign_in_token)
    browsers = [
        (each, describe(each.browser), each.token_sha256 == this_browser)
        for each in session.scalars(queries.browsers_of(user))
    ]
    return render(
        "accounts/profile.html",
        user=user,
        name_form=name_form or NameForm(formdata=None, name=user.name),
        password_form=password_form or _password_form(None),
        browsers=browsers,
        codes_left=queries.recovery_codes_left(user) if user.totp_since else 0,
        has_people=bool(user.customer and policy.may_invite_colleague(user, user.customer)),
        status=status,
    )
