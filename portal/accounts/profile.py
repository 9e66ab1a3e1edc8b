"""What users see and change about themselves."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, STAFF, me, open_to
from portal.accounts import (
    addresses,
    attempts,
    challenges,
    naming,
    passkeys,
    passwords,
    policy,
    queries,
    sessions,
    signing_in,
)
from portal.accounts.browsers import describe
from portal.accounts.forms import ChangePasswordForm, NameForm, NewPasswordForm
from portal.accounts.links import digest
from portal.accounts.models import AddressChange, Passkey
from portal.accounts.profile_forms import (
    SIGN_IN_AGAIN,
    AddressForm,
    PasskeyForm,
    RenamePasskeyForm,
)
from portal.accounts.routes import TRIED_TOO_OFTEN, bp
from portal.database import session
from portal.web.languages import _
from portal.web.networks import this_network
from portal.web.rendering import render


@bp.get("/profile")
@open_to(CUSTOMERS, STAFF)
def profile() -> ResponseReturnValue:
    return profile_page()


@bp.post("/profile/name")
@open_to(CUSTOMERS, STAFF)
def change_name() -> ResponseReturnValue:
    form = NameForm(request.form)
    if not form.validate():
        return profile_page(name_form=form, status=422)
    naming.rename(me(), form.name.data, by=me())
    flash(_("Your name is changed"))
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/password")
@open_to(CUSTOMERS, STAFF)
def change_password() -> ResponseReturnValue:
    """Everybody else who is signed in as this user is signed out, and this browser afresh."""
    user = me()
    form = _password_form(request.form)
    form.about = (user.email, user.name)
    if not form.validate():
        return profile_page(password_form=form, status=422)
    if isinstance(form, ChangePasswordForm):
        if not attempts.may_try_password(user.email, this_network()):
            form.current.errors = [TRIED_TOO_OFTEN]
            return profile_page(password_form=form, status=429)
        if not passwords.matches(user.password_hash, form.current.data):
            form.current.errors = [_("This is not your current password")]
            return profile_page(password_form=form, status=422)
    elif not sessions.has_just_signed_in(user):
        form.form_errors.append(SIGN_IN_AGAIN)
        return profile_page(password_form=form, status=422)
    signing_in.change_password(user, form.password.data, by=user)
    sessions.sign_in(user)
    flash(_("Your new password counts from now on; other browsers are signed out"), "good")
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/browsers/<int(max=2147483647):sign_in_id>/sign-out")
@open_to(CUSTOMERS, STAFF)
def sign_out_browser(sign_in_id: int) -> ResponseReturnValue:
    sessions.end_one(me(), sign_in_id)
    flash(_("That browser is signed out"))
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/sign-out-everywhere")
@open_to(CUSTOMERS, STAFF)
def sign_out_everywhere() -> ResponseReturnValue:
    user = me()
    sessions.end_all(user)
    sessions.sign_out(user)
    flash(_("You are signed out everywhere"))
    return redirect(url_for(".sign_in"), 303)


def _password_form(formdata: Any) -> NewPasswordForm:
    """Who signs in by links alone has no current password to show."""
    form_class = ChangePasswordForm if me().password_hash else NewPasswordForm
    return form_class(formdata)


def _rename_forms(
    sent: tuple[int, RenamePasskeyForm] | None,
) -> list[tuple[Passkey, RenamePasskeyForm]]:
    """Each passkey with its own small form, so that a mistake stands where it was made."""
    forms = []
    for passkey in passkeys.passkeys_of(me()):
        form = RenamePasskeyForm(formdata=None, name=passkey.name)
        if sent and sent[0] == passkey.id:
            form = sent[1]
        form.name.id = f"passkey-{passkey.id}-name"
        forms.append((passkey, form))
    return forms


def _is_left_to_join(change: AddressChange | None) -> bool:
    return change is not None and addresses.is_agreed(change)


def _links() -> list[tuple[str, str, str]]:
    """Where the rest of what is theirs to choose is; staff have neither page."""
    if me().is_staff:
        return []
    return [
        (url_for("preferences.show"), "settings", _("Preferences")),
        (url_for("privacy.index"), "shield", _("Privacy")),
    ]


def profile_page(
    *,
    name_form: NameForm | None = None,
    password_form: NewPasswordForm | None = None,
    address_form: AddressForm | None = None,
    passkey_form: PasskeyForm | None = None,
    rename_form: tuple[int, RenamePasskeyForm] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    user = me()
    this_browser = digest(user.sign_in_token)
    change = addresses.open_change_of(user)
    sessions.browser_secret()
    browsers = [
        (each, describe(each.browser), each.token_sha256 == this_browser)
        for each in session.scalars(queries.browsers_of(user))
    ]
    return render(
        "accounts/profile.html",
        user=user,
        name_form=name_form or NameForm(formdata=None, name=user.name),
        password_form=password_form or _password_form(None),
        address_form=address_form or AddressForm(formdata=None),
        passkey_form=passkey_form or PasskeyForm(formdata=None),
        rename_forms=_rename_forms(rename_form),
        addresses=session.scalars(queries.further_addresses(user)).all(),
        change=change,
        is_agreed=_is_left_to_join(change),
        passkey_host=challenges.relying_party(),
        profile_links=_links(),
        browsers=browsers,
        is_fresh=sessions.has_just_signed_in(user),
        codes_left=queries.recovery_codes_left(user) if user.totp_since else 0,
        has_people=bool(user.customer and policy.may_invite_colleague(user, user.customer)),
        status=status,
    )
