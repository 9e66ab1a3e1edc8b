"""Pages of the second step: a code at sign-in, setting up the authenticator, recovery codes."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, STAFF, me, open_to
from portal.accounts import attempts, second_factor, sessions
from portal.accounts.forms import CodeForm
from portal.accounts.models import User
from portal.accounts.routes import bp
from portal.web.headers import FILE_POLICY
from portal.web.rendering import render

Opened = TypeVar("Opened")
WRONG_CODE = "This code is wrong, too old, or was used already"
TOO_MANY_CODES = "Too many codes tried. Wait 15 minutes"


@bp.get("/sign-in/code")
@open_to(EVERYONE)
def ask_code() -> ResponseReturnValue:
    if sessions.half_signed_in() is None:
        return redirect(url_for(".sign_in"), 303)
    return render("accounts/code.html", form=CodeForm())


@bp.post("/sign-in/code")
@open_to(EVERYONE)
def check_code() -> ResponseReturnValue:
    user = sessions.half_signed_in()
    if user is None or not second_factor.is_asked_of(user):
        return redirect(url_for(".sign_in"), 303)
    form = CodeForm(request.form)
    if not _opened(form, user, second_factor.accept):
        return render("accounts/code.html", form=form, status=_status(form))
    sessions.sign_in(user)
    return redirect(sessions.where_they_were_going(), 303)


@bp.post("/profile/authenticator/start")
@open_to(STAFF)
def start_authenticator() -> ResponseReturnValue:
    second_factor.prepare(me())
    return redirect(url_for(".set_up_authenticator"), 303)


@bp.get("/profile/authenticator")
@open_to(EVERYONE)
def set_up_authenticator() -> ResponseReturnValue:
    return render("accounts/authenticator.html", form=CodeForm(), secret=_setting_up().totp_secret)


@bp.get("/profile/authenticator.svg")
@open_to(EVERYONE)
def authenticator_picture() -> ResponseReturnValue:
    picture = Response(second_factor.qr_code(_setting_up()), mimetype="image/svg+xml")
    picture.headers["Content-Security-Policy"] = FILE_POLICY
    return picture


@bp.post("/profile/authenticator")
@open_to(EVERYONE)
def confirm_authenticator() -> ResponseReturnValue:
    user = _setting_up()
    form = CodeForm(request.form)
    codes = _opened(form, user, second_factor.confirm)
    if codes is None:
        return render(
            "accounts/authenticator.html",
            form=form,
            secret=user.totp_secret,
            status=_status(form),
        )
    sessions.sign_in(user)
    return _show_codes(codes, next_url=sessions.where_they_were_going())


@bp.get("/profile/recovery-codes")
@open_to(STAFF)
def ask_for_recovery_codes() -> ResponseReturnValue:
    if not second_factor.is_asked_of(me()):
        abort(404)
    return render("accounts/renew_codes.html", form=CodeForm())


@bp.post("/profile/recovery-codes")
@open_to(STAFF)
def new_recovery_codes() -> ResponseReturnValue:
    user = me()
    if not second_factor.is_asked_of(user):
        abort(404)
    form = CodeForm(request.form)
    codes = _opened(form, user, second_factor.renew_codes)
    if codes is None:
        return render("accounts/renew_codes.html", form=form, status=_status(form))
    return _show_codes(codes, next_url=url_for(".profile"))


def _setting_up() -> User:
    """Who may see the secret now: after the first step, or signed in, and not confirmed yet."""
    user = sessions.half_signed_in() or me()
    if not user.is_staff or user.totp_secret is None or second_factor.is_asked_of(user):
        abort(404)
    return user


def _opened(
    form: CodeForm, user: User, by_code: Callable[[User, str], Opened | None]
) -> Opened | None:
    """What the code opens; when it opens nothing, the form says why."""
    if not form.validate():
        return None
    if not attempts.may_try_code(user.id):
        form.code.errors = [TOO_MANY_CODES]
        return None
    opened = by_code(user, form.code.data)
    if not opened:
        form.code.errors = [WRONG_CODE]
    return opened


def _status(form: CodeForm) -> int:
    return 429 if TOO_MANY_CODES in form.code.errors else 422


def _show_codes(codes: list[str], *, next_url: str) -> ResponseReturnValue:
    """In the answer to the form itself: the codes are kept nowhere to be shown later."""
    return render("accounts/recovery_codes.html", codes=codes, next_url=next_url)
