"""The mails that go with an account. None carries a word that a stranger could have typed."""

from datetime import timedelta
from typing import Any

from flask import current_app

from portal import clock
from portal.accounts import links
from portal.accounts.models import AddressChange, Invitation, Passkey, User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.web.languages import lazy
from portal.web.links import absolute


def sign_in_link(address: str, user: User | None, token: str) -> Mail:
    return _with_link(
        "sign_in_link",
        lazy("Sign in to %(brand)s", brand=_brand()),
        address,
        user,
        token,
        url=absolute("accounts.show_link", token=token),
    )


def password_link(address: str, user: User | None, token: str) -> Mail:
    return _with_link(
        "password_link",
        lazy("Choose a new password for %(brand)s", brand=_brand()),
        address,
        user,
        token,
        url=absolute("accounts.show_new_password", token=token),
    )


def already_registered(address: str, user: User, token: str) -> Mail:
    return _with_link(
        "already_registered",
        lazy("You already have an account at %(brand)s", brand=_brand()),
        address,
        user,
        token,
        url=absolute("accounts.show_link", token=token),
    )


def confirm_address(address: str, token: str) -> Mail:
    return _with_link(
        "confirm_address",
        lazy("Confirm your address for %(brand)s", brand=_brand()),
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
        lazy("%(name)s invites you to %(host)s", name=invited.invited_by.name, host=host),
        invited.address,
        None,
        token,
        url=absolute("accounts.show_invitation", token=token),
        valid=invited.expires_at - clock.now(),
        inviter=invited.invited_by.name,
        organisation=invited.customer.name if invited.customer else None,
    )


def password_changed(user: User) -> Mail:
    return _notice("password_changed", lazy("Your password was changed"), user)


def second_factor_changed(user: User, what: str) -> Mail:
    return _notice("second_factor_changed", "Your two-step sign-in changed", user, what=what)


def confirm_new_address(user: User, change: AddressChange, token: str) -> Mail:
    """Names who asks, or its reader could not know whom they would give their address to."""
    return _with_link(
        "new_address",
        lazy("Confirm your address for %(brand)s", brand=_brand()),
        change.address,
        None,
        token,
        url=absolute("accounts.show_address", token=token),
        valid=links.A_DAY,
        asked_by=user.email,
    )


def confirm_at_main(user: User, change: AddressChange, token: str) -> Mail:
    return _with_link(
        "address_leaves",
        lazy("Confirm the change of your address at %(brand)s", brand=_brand()),
        user.email,
        user,
        token,
        url=absolute("accounts.show_address", token=token),
        valid=links.A_DAY,
        wanted=change.address,
        becomes_main=change.becomes_main,
    )


def address_added(user: User, address: str) -> Mail:
    subject = lazy("An address was added to your account")
    return _notice("address_added", subject, user, address=address)


def address_changed(user: User, former: str) -> Mail:
    subject = lazy("Your address was changed")
    return _notice("address_changed", subject, user, to=former, address=user.email)


def address_removed(user: User, address: str) -> Mail:
    subject = lazy("Your address was removed")
    return _notice(
        "address_removed", subject, user, to=address, removed=address, main_address=user.email
    )


def accounts_joined(user: User, change: AddressChange, to: str) -> Mail:
    """To everybody concerned: it cannot be undone, so nobody may miss it."""
    subject = lazy("Two accounts at %(brand)s were joined", brand=_brand())
    return _notice(
        "accounts_joined", subject, user, to=to, address=change.address, main_address=user.email
    )


def passkey_added(user: User, passkey: Passkey) -> Mail:
    return _notice("passkey_added", lazy("A passkey was added"), user, passkey=passkey.name)


def passkey_removed(user: User, passkey: Passkey) -> Mail:
    return _notice("passkey_removed", lazy("A passkey was removed"), user, passkey=passkey.name)


def passkey_copied(user: User, passkey: Passkey) -> Mail:
    subject = lazy("A passkey of yours may have been copied")
    return _notice("passkey_copied", subject, user, passkey=passkey.name)


def _with_link(
    name: str,
    subject: Any,
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


def _notice(name: str, subject: Any, user: User, *, to: str = "", **context: Any) -> Mail:
    to = to or user.email
    return Mail(
        to_address=to,
        to_name=user.name,
        customer=user.customer,
        purpose=Purpose.ACCOUNT,
        reference=f"{name}:{user.id}:{links.digest(to)[:16]}:{clock.now().isoformat()}",
        subject=subject,
        template=f"accounts/mail/{name}",
        context={"url": absolute("accounts.forgotten_password"), **context},
    )


def _brand() -> str:
    return current_app.extensions["portal_settings"].brand.name
