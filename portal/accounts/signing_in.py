"""Showing who one is: by password, or by a link sent to one's address."""

import logging

from portal.access import Actor
from portal.accounts import attempts, links, mails, passwords, queries, sessions
from portal.accounts.events import PasswordChanged
from portal.accounts.models import LinkPurpose, User
from portal.accounts.signing_up import whoever_reads
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock
from portal.history.recording import record
from portal.messages.ledger import post

log = logging.getLogger(__name__)


def by_password(address: str, password: str, *, network: str) -> User | None:
    """The user whose password it is. Takes as long, and does as much, for an unknown address."""
    if not attempts.may_try_password(address, network):
        log.warning("too many passwords tried", extra={"network": network})
        raise attempts.TooOften
    user = queries.user_by_address(address)
    is_right = passwords.matches(user.password_hash if user else None, password)
    if user is None or not is_right or not user.is_active:
        log.info("password refused", extra={"user": user and user.id, "network": network})
        return None
    attempts.password_was_right(address, network)
    if passwords.is_outdated(user.password_hash or ""):
        _renew_hash(user, passwords.hashed(password))
    return user


@atomic()
def send_link(purpose: LinkPurpose, address: str) -> None:
    """Mail a way in (SIGN_IN) or a way to a new password (RESET_PASSWORD) to this address.

    Goes to the address as we know it, never as it was typed; does the same for every address. An
    address nobody uses yet gets its account by the same link, when its reader wants one.
    """
    if not attempts.may_be_mailed(address, purpose):
        return
    user = queries.user_by_address(address)
    contact_point = find_contact_point(address)
    known = contact_point.address if contact_point else user.email if user else address
    token = links.issue(purpose, address=known, user=user)
    write = mails.sign_in_link if purpose is LinkPurpose.SIGN_IN else mails.password_link
    post(write(known, user, token))


@atomic()
def by_link(token: str) -> User | None:
    """The user a sign-in link was sent to, once; an address new to us becomes a user."""
    link = links.use(LinkPurpose.SIGN_IN, token)
    user = whoever_reads(link) if link else None
    return user if user and user.is_active else None


def password_by_link(token: str, password: str) -> User | None:
    """Choose the password that a mailed link lets its reader choose, once."""
    return _password_by_link(token, passwords.hashed(password))


@atomic()
def _password_by_link(token: str, password_hash: str) -> User | None:
    link = links.use(LinkPurpose.RESET_PASSWORD, token)
    user = whoever_reads(link) if link else None
    if user is None or not user.is_active:
        return None
    keep_password(user, password_hash, by=user)
    return user


def change_password(user: User, password: str, *, by: Actor) -> None:
    keep_password(user, passwords.hashed(password), by=by)


@atomic()
def keep_password(user: User, password_hash: str, *, by: Actor) -> None:
    """From now on only this password opens the account: all browsers are signed out, mailed links
    are void, and the owner is told.
    """
    lock(user)
    user.password_hash = password_hash
    sessions.end_all(user)
    links.revoke(user)
    if user.customer is not None:
        record(PasswordChanged(), customer=user.customer, by=by)
    post(mails.password_changed(user))
    log.info("password changed", extra={"user": user.id})


@atomic()
def _renew_hash(user: User, password_hash: str) -> None:
    lock(user).password_hash = password_hash
