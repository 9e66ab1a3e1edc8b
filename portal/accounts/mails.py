"""The mails that go with an account. None carries a word that a stranger could have typed."""

from datetime import timedelta
from typing import Any

from flask import current_app

from portal import clock
from portal.accounts import links
from portal.accounts.models import Invitation, User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.web.links import absolute


def sign_in_link(address: str, user: User | None, token: str) -> Mail:
    return _with_link(
        "sign_in_link",
        f"Sign in to {_brand()}",
        address,
        user,
        token,
        url=absolute("accounts.show_link", token=token),
    )


def password_link(address: str, user: User | None, token: str) -> Mail:
    return _with_link(
        "password_link",
        f"Choose a new password for {_brand()}",
        address,
        user,
        token,
        url=absolute("accounts.show_new_password", token=token),
    )


def already_registered(user: User, token: str) -> Mail:
    return _with_link(
        "already_registered",
        f"You already have an account at {_brand()}",
        user.email,
        user,
        token,
        url=absolute("accounts.show_link", token=token),
    )


def confirm_address(address: str, token: str) -> Mail:
    return _with_link(
        "confirm_address",
        f"Confirm your address for {_brand()}",
        address,
        None,
        token,
        url=absolute("accounts.show_confirm", token=token),
        valid=links.A_DAY,
    )


def invitation(invited: Invitation, token: str) -> Mail:
    """Names who invites, or whoever gets it could not know what it is about."""
    host = invited.customer.name if invited.customer else _brand()
    return _with_link(
        "invitation",
        f"{invited.invited_by.name} invites you to {host}",
        invited.address,
        None,
        token,
        url=absolute("accounts.show_invitation", token=token),
        valid=invited.expires_at - clock.now(),
        inviter=invited.invited_by.name,
        organisation=invited.customer.name if invited.customer else None,
    )


def password_changed(user: User) -> Mail:
    return _notice("password_changed", "Your password was changed", user)


def second_factor_changed(user: User, what: str) -> Mail:
    return _notice("second_factor_changed", "Your two-step sign-in changed", user, what=what)


def _with_link(
    name: str,
    subject: str,
    address: str,
    user: User | None,
    token: str,
    *,
    valid: timedelta = links.BRIEF,
    **context: Any,
) -> Mail:
    return Mail(
        to_address=address,
        to_name=user.name if user else "",
        customer=user.customer if user else None,
        purpose=Purpose.ACCOUNT,
        reference=f"{name}:{links.digest(token)[:32]}",
        subject=subject,
        template=f"accounts/mail/{name}",
        context=context,
        expires_at=clock.now() + valid,
    )


def _notice(name: str, subject: str, user: User, **context: Any) -> Mail:
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=user.customer,
        purpose=Purpose.ACCOUNT,
        reference=f"{name}:{user.id}:{clock.now().isoformat()}",
        subject=subject,
        template=f"accounts/mail/{name}",
        context={"url": absolute("accounts.forgotten_password"), **context},
    )


def _brand() -> str:
    return current_app.extensions["portal_settings"].brand.name
