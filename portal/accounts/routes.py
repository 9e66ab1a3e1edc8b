"""Signing in and out."""

from flask import Blueprint, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, me, open_to
from portal.accounts import attempts, challenges, links, sessions, signing_in
from portal.accounts.forms import LinkForm, SignInForm
from portal.accounts.models import LinkPurpose
from portal.accounts.signing_up import user_of
from portal.web.languages import lazy
from portal.web.networks import this_network
from portal.web.rendering import render

bp = Blueprint("accounts", __name__)
NO_MATCH = lazy("This address and password do not go together")
TRIED_TOO_OFTEN = lazy(
    "Too many tries from here. Wait 15 minutes, or sign in with a link by e-mail"
)
ASKED_TOO_OFTEN = lazy("Too many mails asked for from here. Try again in 10 minutes")


@bp.get("/sign-in")
@open_to(EVERYONE)
def sign_in() -> ResponseReturnValue:
    if me().is_authenticated:
        return redirect(url_for("home.index"), 303)
    return sign_in_page(SignInForm())


@bp.post("/sign-in")
@open_to(EVERYONE)
def sign_in_by_password() -> ResponseReturnValue:
    form = SignInForm(request.form)
    if not form.validate():
        return sign_in_page(form, status=422)
    try:
        user = signing_in.by_password(form.email.data, form.password.data, network=this_network())
    except attempts.TooOften:
        form.form_errors.append(TRIED_TOO_OFTEN)
        return sign_in_page(form, status=429)
    if user is None:
        form.form_errors.append(NO_MATCH)
        return sign_in_page(form, status=422)
    return redirect(sessions.enter(user), 303)


@bp.post("/sign-in/link")
@open_to(EVERYONE)
def send_link() -> ResponseReturnValue:
    form = LinkForm(request.form)
    if not form.validate():
        return sign_in_page(SignInForm(formdata=None), form, status=422)
    if not attempts.may_ask_for_mail(this_network()):
        form.form_errors.append(ASKED_TOO_OFTEN)
        return sign_in_page(SignInForm(formdata=None), form, status=429)
    signing_in.send_link(LinkPurpose.SIGN_IN, form.email.data)
    return wrote_to(form.email.data)


@bp.get("/sign-in/mail-sent")
@open_to(EVERYONE)
def mail_sent() -> ResponseReturnValue:
    return render("accounts/mail_sent.html", address=cookie.get("wrote_to"))


@bp.get("/link/<token>")
@open_to(EVERYONE)
def show_link(token: str) -> ResponseReturnValue:
    """Mail programs open links to look at them, so opening does nothing yet."""
    link = links.peek(LinkPurpose.SIGN_IN, token)
    if link is None:
        return link_is_over()
    user = user_of(link)
    if user and not user.is_active:
        return account_is_closed()
    return render("accounts/link.html", token=token, address=link.address, user=user)


@bp.post("/link/<token>")
@open_to(EVERYONE)
def use_link(token: str) -> ResponseReturnValue:
    user = signing_in.by_link(token)
    return redirect(sessions.enter(user), 303) if user else link_is_over()


@bp.post("/sign-out")
@open_to(EVERYONE)
def sign_out() -> ResponseReturnValue:
    if me().is_authenticated:
        sessions.sign_out(me())
    return redirect(url_for("home.index"), 303)


def wrote_to(address: str) -> ResponseReturnValue:
    """The same answer for every address, whether or not we know it."""
    cookie["wrote_to"] = address
    return redirect(url_for("accounts.mail_sent"), 303)


def link_is_over() -> ResponseReturnValue:
    return render("accounts/link_over.html", status=404)


def account_is_closed() -> ResponseReturnValue:
    return render("accounts/closed.html", status=403)


def sign_in_page(
    form: SignInForm, link_form: LinkForm | None = None, *, status: int = 200
) -> ResponseReturnValue:
    if link_form is None:
        link_form = LinkForm(formdata=None, email=form.email.data)
    sessions.browser_secret()
    return render(
        "accounts/sign_in.html",
        form=form,
        link_form=link_form,
        passkey_host=challenges.relying_party(),
        status=status,
    )
