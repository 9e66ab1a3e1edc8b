"""Becoming a user: registering, showing that an address is one's own, and the first staff."""

import secrets

from sqlalchemy import delete

from portal import clock
from portal.access import Role
from portal.accounts import attempts, confirming, links, mails, passwords, queries
from portal.accounts.events import CustomerRegistered
from portal.accounts.models import LinkPurpose, OneUseLink, Registration, Sight, User
from portal.customers.models import ContactPoint, address_key
from portal.customers.registering import contact_point_for, find_contact_point
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post


class NotVerified(Exception):
    """Nobody has shown yet that they read the mail at this address."""


class AddressTaken(Exception):
    """Somebody signs in with this address already."""


@atomic()
def user_at(contact_point: ContactPoint) -> User:
    """The user of a verified address; one without a password is made when nobody uses it yet.

    An address of staff gives that member of staff: sign nobody in but through `sessions.enter`,
    which asks for their second factor.
    """
    lock(contact_point)
    if not contact_point.is_verified:
        raise NotVerified(contact_point.address)
    if contact_point.user_id is not None:
        return session.get_one(User, contact_point.user_id)
    user = queries.user_by_address(contact_point.address)
    if user is None:
        user = _new_user(contact_point)
        record(CustomerRegistered(address=user.email), customer=contact_point.customer, by=user)
    if user.customer_id == contact_point.customer_id:
        contact_point.user_id = user.id
    return user


@atomic()
def whoever_reads(link: OneUseLink, *, name: str = "") -> User:
    """The user behind a link that came by mail, which shows that the address is theirs."""
    user = user_of(link)
    if user is not None:
        contact_point = find_contact_point(link.address)
        if contact_point is not None and contact_point.user_id == user.id:
            confirming.verify(contact_point, by=user)
        return user
    contact_point = contact_point_for(link.address, name=name)
    if name and not contact_point.is_verified:
        _introduce(contact_point, name)
    confirming.verify(contact_point, by=confirming.reader_at(contact_point))
    return user_at(contact_point)


def user_of(link: OneUseLink) -> User | None:
    """Who signs in at the link's address so far."""
    return (
        session.get(User, link.user_id) if link.user_id else queries.user_by_address(link.address)
    )


@atomic()
def ask_to_register(*, name: str, address: str, password_hash: str | None, browser: str) -> None:
    """Keep what was typed until the address is confirmed. Who has an account gets a way in instead.

    Does the same work for every address, so that nobody learns who is a customer.
    """
    if not attempts.may_be_mailed(address, "register"):
        return
    user = queries.user_by_address(address)
    contact_point = find_contact_point(address)
    asked = Registration(
        name=name, password_hash=password_hash, browser_sha256=links.digest(browser)
    )
    session.add(asked)
    session.flush()
    if user is not None:
        known = contact_point.address if contact_point else user.email
        token = links.issue(LinkPurpose.SIGN_IN, address=known, user=user)
        post(mails.already_registered(known, user, token))
        return
    stored = contact_point.address if contact_point else address
    token = links.issue(
        LinkPurpose.CONFIRM_ADDRESS,
        address=stored,
        about=f"registration:{asked.id}",
        valid=links.A_DAY,
    )
    post(mails.confirm_address(stored, token))


def registration_of(link: OneUseLink) -> Registration | None:
    """What was typed when this confirmation was asked for."""
    kind, _, number = (link.about or "").partition(":")
    return session.get(Registration, int(number)) if kind == "registration" else None


def knows_password(link: OneUseLink, *, browser: str, password: str) -> bool:
    """Is this who typed the password when registering?

    It may have been a stranger, waiting for the owner of the address to confirm it. So it counts
    only in the browser where it was typed, or when it is typed again.
    """
    asked = registration_of(link)
    if asked is None or asked.password_hash is None:
        return False
    if secrets.compare_digest(links.digest(browser), asked.browser_sha256):
        return True
    return bool(password) and passwords.matches(asked.password_hash, password)


@atomic()
def confirm(token: str, *, with_password: bool) -> User | None:
    """Make the account that was asked for; None when the link is over or the account exists."""
    link = links.use(LinkPurpose.CONFIRM_ADDRESS, token)
    asked = registration_of(link) if link else None
    if link is None or asked is None or user_of(link):
        return None
    user = whoever_reads(link, name=asked.name)
    if with_password:
        user.password_hash = asked.password_hash
    session.delete(asked)
    return user


def register_staff(name: str, email: str, role: Role, password: str | None = None) -> User:
    """Somebody who works here, without an invitation: the first admin, and the demo."""
    return add_staff(
        name=name,
        address=email,
        role=role,
        password_hash=passwords.hashed(password) if password else None,
    )


@atomic()
def add_staff(*, name: str, address: str, role: Role, password_hash: str | None) -> User:
    if queries.user_by_address(address):
        raise AddressTaken(address)
    user = User(
        role=role,
        name=name,
        email=address.strip(),
        email_key=address_key(address),
        password_hash=password_hash,
    )
    session.add(user)
    session.flush()
    return user


@atomic()
def forget_old_registrations() -> int:
    nobody_confirmed = Registration.created_at < clock.now() - 2 * links.A_DAY
    return session.execute(delete(Registration).where(nobody_confirmed)).rowcount


def _introduce(contact_point: ContactPoint, name: str) -> None:
    contact_point.name = name
    if not contact_point.customer.is_organisation:
        contact_point.customer.name = name


def _new_user(contact_point: ContactPoint) -> User:
    customer = contact_point.customer
    user = User(
        customer_id=customer.id,
        name=contact_point.name or customer.name,
        email=contact_point.address,
        email_key=contact_point.address_key,
        sees=Sight.OWN if customer.is_organisation else Sight.ALL,
    )
    session.add(user)
    session.flush()
    return user
