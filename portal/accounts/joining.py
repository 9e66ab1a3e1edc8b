"""Pages for those who are not in yet: register, confirm, a forgotten password, an invitation."""

import secrets

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, me, open_to
from portal.accounts import (
    attempts,
    invitations,
    links,
    passwords,
    sessions,
    signing_in,
    signing_up,
)
from portal.accounts.forms import (
    ConfirmForm,
    ForgottenForm,
    JoinForm,
    JoinStaffForm,
    NewPasswordForm,
    RegisterForm,
)
from portal.accounts.models import Invitation, LinkPurpose, OneUseLink
from portal.accounts.routes import (
    ASKED_TOO_OFTEN,
    account_is_closed,
    bp,
    link_is_over,
    wrote_to,
)
from portal.web.languages import _
from portal.web.networks import this_network
from portal.web.rendering import render


@bp.get("/register")
@open_to(EVERYONE)
def register() -> ResponseReturnValue:
    if me().is_authenticated:
        return redirect(url_for("home.index"), 303)
    return render("accounts/register.html", form=RegisterForm())


@bp.post("/register")
@open_to(EVERYONE)
def ask_to_register() -> ResponseReturnValue:
    form = RegisterForm(request.form)
    if not form.validate():
        return render("accounts/register.html", form=form, status=422)
    if not attempts.may_ask_for_mail(this_network()):
        form.form_errors.append(ASKED_TOO_OFTEN)
        return render("accounts/register.html", form=form, status=429)
    password = form.password.data
    signing_up.ask_to_register(
        name=form.name.data,
        address=form.email.data,
        password_hash=passwords.hashed(password) if password else None,
        browser=cookie.setdefault("registering", secrets.token_urlsafe(16)),
    )
    return wrote_to(form.email.data)


@bp.get("/confirm/<token>")
@open_to(EVERYONE)
def show_confirm(token: str) -> ResponseReturnValue:
    link = links.peek(LinkPurpose.CONFIRM_ADDRESS, token)
    if link is None or signing_up.user_of(link):
        return link_is_over()
    return _confirm_page(link, token, ConfirmForm())


@bp.post("/confirm/<token>")
@open_to(EVERYONE)
def confirm(token: str) -> ResponseReturnValue:
    link = links.peek(LinkPurpose.CONFIRM_ADDRESS, token)
    if link is None:
        return link_is_over()
    form = ConfirmForm(request.form)
    if not form.validate():
        return _confirm_page(link, token, form, status=422)
    is_theirs = _knows_password(link, form.password.data or "")
    if form.password.data and not is_theirs:
        form.password.errors = [_("This is not the password you chose")]
        return _confirm_page(link, token, form, status=422)
    user = signing_up.confirm(token, with_password=is_theirs)
    if user is None:
        return link_is_over()
    where = sessions.enter(user)
    flash(_("%(address)s is confirmed", address=user.email), "good")
    return redirect(where, 303)


@bp.get("/password/forgotten")
@open_to(EVERYONE)
def forgotten_password() -> ResponseReturnValue:
    return render("accounts/forgotten.html", form=ForgottenForm())


@bp.post("/password/forgotten")
@open_to(EVERYONE)
def send_password_link() -> ResponseReturnValue:
    form = ForgottenForm(request.form)
    if not form.validate():
        return render("accounts/forgotten.html", form=form, status=422)
    if not attempts.may_ask_for_mail(this_network()):
        form.form_errors.append(ASKED_TOO_OFTEN)
        return render("accounts/forgotten.html", form=form, status=429)
    signing_in.send_link(LinkPurpose.RESET_PASSWORD, form.email.data)
    return wrote_to(form.email.data)


@bp.get("/password/<token>")
@open_to(EVERYONE)
def show_new_password(token: str) -> ResponseReturnValue:
    link = links.peek(LinkPurpose.RESET_PASSWORD, token)
    if link is None:
        return link_is_over()
    user = signing_up.user_of(link)
    if user and not user.is_active:
        return account_is_closed()
    return render(
        "accounts/new_password.html", form=NewPasswordForm(), token=token, address=link.address
    )


@bp.post("/password/<token>")
@open_to(EVERYONE)
def choose_new_password(token: str) -> ResponseReturnValue:
    link = links.peek(LinkPurpose.RESET_PASSWORD, token)
    if link is None:
        return link_is_over()
    user = signing_up.user_of(link)
    form = NewPasswordForm(request.form)
    form.about = (link.address, user.name if user else "")
    if not form.validate():
        return render(
            "accounts/new_password.html",
            form=form,
            token=token,
            address=link.address,
            status=422,
        )
    user = signing_in.password_by_link(token, form.password.data)
    if user is None:
        return link_is_over()
    where = sessions.enter(user)
    flash(_("Your new password counts from now on"), "good")
    return redirect(where, 303)


@bp.get("/invitation/<token>")
@open_to(EVERYONE)
def show_invitation(token: str) -> ResponseReturnValue:
    invited = _invited(token)
    if invited is None:
        return link_is_over()
    form_class = JoinStaffForm if invited.role else JoinForm
    return _invitation_page(invited, token, form_class(name=invited.name))


@bp.post("/invitation/<token>")
@open_to(EVERYONE)
def accept_invitation(token: str) -> ResponseReturnValue:
    invited = _invited(token)
    if invited is None:
        return link_is_over()
    form = (JoinStaffForm if invited.role else JoinForm)(request.form)
    form.about = (invited.address, form.name.data or "")
    if invitations.is_elsewhere(invited) or not form.validate():
        return _invitation_page(invited, token, form, status=422)
    user = invitations.accept(token, name=form.name.data, password=form.password.data)
    if user is None:
        return link_is_over()
    return redirect(sessions.enter(user), 303)


def _confirm_page(
    link: OneUseLink, token: str, form: ConfirmForm, *, status: int = 200
) -> ResponseReturnValue:
    asked = signing_up.registration_of(link)
    asks_password = bool(asked and asked.password_hash) and not _knows_password(link, "")
    return render(
        "accounts/confirm.html",
        form=form,
        token=token,
        address=link.address,
        asks_password=asks_password,
        status=status,
    )


def _knows_password(link: OneUseLink, password: str) -> bool:
    return signing_up.knows_password(link, browser=cookie.get("registering", ""), password=password)


def _invited(token: str) -> Invitation | None:
    link = links.peek(LinkPurpose.INVITATION, token)
    return invitations.invitation_of(link) if link else None


def _invitation_page(
    invited: Invitation, token: str, form: JoinForm | JoinStaffForm, *, status: int = 200
) -> ResponseReturnValue:
    return render(
        "accounts/invitation.html",
        form=form,
        token=token,
        invited=invited,
        is_elsewhere=invitations.is_elsewhere(invited),
        comes_along=invitations.comes_along(invited),
        status=status,
    )
