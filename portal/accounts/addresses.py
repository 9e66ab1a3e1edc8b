"""A user's addresses: one to sign in and be written to, and others that are theirs as well.

Another address counts once its mailbox has confirmed it, and one that is to be the main one once
the mailbox of the old one has as well. Both links serve only in a browser signed in as the user:
nobody gives an address, or all that is kept under it, to a stranger by pressing a button.
"""

import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts import attempts, confirming, links, mails, sessions
from portal.accounts.events import AddressAdded, AddressChanged
from portal.accounts.models import AddressChange, User
from portal.accounts.standing import Standing, standing
from portal.customers.models import ContactPoint, address_key
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post

VALID = links.A_DAY


class AlreadyTheirs(Exception):
    """The address is one of the user's own, as they want it."""


@atomic()
def ask(user: User, address: str, *, becomes_main: bool) -> AddressChange:
    """Write to the mailboxes that have to agree. Says the same for every address, whoever has it.

    The newest wish counts: links of one before it open nothing.
    """
    if not attempts.may_ask_for_address(user.id):
        raise attempts.TooOften
    lock(user)
    own = standing(user, address) is Standing.OWN
    if address_key(address) == user.email_key or (own and not becomes_main):
        raise AlreadyTheirs(address)
    stop_all(user)
    change = AddressChange(
        user_id=user.id,
        becomes_main=becomes_main,
        address=find_contact_point(address).address if own else address,
        address_key=address_key(address),
        main_address=user.email,
        expires_at=clock.now() + VALID,
        address_confirmed_at=clock.now() if own else None,
    )
    session.add(change)
    if not own:
        _write_to_new(change, user)
    if becomes_main:
        _write_to_main(change, user)
    session.flush()
    return change


def peek(token: str) -> AddressChange | None:
    """The change that a link in a mail is about, while it can still come about or be stopped."""
    token_sha256 = links.digest(token)
    return session.scalars(
        sa.select(AddressChange).where(
            sa.or_(
                AddressChange.address_sha256 == token_sha256,
                AddressChange.main_sha256 == token_sha256,
            ),
            *_is_open(),
        )
    ).one_or_none()


def is_of_new_mailbox(change: AddressChange, token: str) -> bool:
    return change.address_sha256 == links.digest(token)


def open_change_of(user: User) -> AddressChange | None:
    return session.scalars(
        sa.select(AddressChange).where(AddressChange.user_id == user.id, *_is_open())
    ).one_or_none()


def is_agreed(change: AddressChange) -> bool:
    """Have all mailboxes confirmed that have to? To join two accounts takes both, always."""
    if change.address_confirmed_at is None:
        return False
    return change.main_sha256 is None or change.main_confirmed_at is not None


def confirm(token: str, *, by: User) -> AddressChange | None:
    """The mailbox of this link agrees. When it is the last one that has to, the change comes about,
    unless the address belongs to an account of its own: then that one is left to be joined."""
    try:
        return _confirm(token, by)
    except IntegrityError:
        # Somebody else has taken the address in this very moment.
        return None


@atomic()
def _confirm(token: str, by: User) -> AddressChange | None:
    change = peek(token)
    if change is None or change.user_id != by.id:
        return None
    user = lock(by)
    lock(change)
    if change.ended_at is not None or change.main_address != user.email:
        return None
    found = standing(user, change.address)
    if is_of_new_mailbox(change, token):
        if found.is_refused:
            return None
        change.address_confirmed_at = change.address_confirmed_at or clock.now()
        if found is Standing.TO_JOIN and change.main_sha256 is None:
            _write_to_main(change, user)
    else:
        change.main_confirmed_at = change.main_confirmed_at or clock.now()
    if is_agreed(change) and found in (Standing.FREE, Standing.OWN):
        bring_about(change, user)
    return change


@atomic()
def bring_about(change: AddressChange, user: User) -> None:
    """The address is the user's from now on."""
    change.ended_at = clock.now()
    contact_point = _claim(change.address, user) if user.customer else None
    if change.becomes_main:
        _make_main(user, change.address, contact_point)


@atomic()
def stop(change: AddressChange) -> None:
    """Let it be: whoever reads one of the mailboxes may say so, and stopping twice is no matter."""
    lock(change)
    change.ended_at = change.ended_at or clock.now()


@atomic()
def stop_all(user: User) -> None:
    session.execute(
        sa.update(AddressChange)
        .where(AddressChange.user_id == user.id, AddressChange.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


@atomic()
def forget_old_changes() -> int:
    long_over = AddressChange.expires_at < clock.now() - timedelta(days=7)
    return session.execute(sa.delete(AddressChange).where(long_over)).rowcount


def _claim(address: str, user: User) -> ContactPoint:
    contact_point = find_contact_point(address)
    if contact_point is None:
        contact_point = ContactPoint(
            customer_id=user.customer_id, address=address, address_key=address_key(address)
        )
        session.add(contact_point)
    if contact_point.user_id is None:
        contact_point.user_id, contact_point.name = user.id, user.name
        contact_point.language, contact_point.time_zone = user.language, user.time_zone
        session.flush()
        record(AddressAdded(address=address), customer=user.customer, by=user)
        post(mails.address_added(user, address))
    confirming.verify(contact_point, by=user)
    return contact_point


def _make_main(user: User, address: str, contact_point: ContactPoint | None) -> None:
    former, former_point = user.email, find_contact_point(user.email)
    if former_point is not None and former_point.user_id != user.id:
        former_point = None
    links.revoke(user)
    user.email, user.email_key = address, address_key(address)
    sessions.end_all(user)
    links.revoke(user)
    if contact_point is not None:
        record(
            AddressChanged(
                former=former,
                address=address,
                former_id=former_point.id if former_point else None,
                contact_point_id=contact_point.id,
            ),
            customer=user.customer,
            by=user,
        )
    post(mails.address_changed(user, former))


def _write_to_new(change: AddressChange, user: User) -> None:
    """Whoever is at the address learns who asked; nobody is mailed more often than others are."""
    token = secrets.token_urlsafe(links.TOKEN_BYTES)
    change.address_sha256 = links.digest(token)
    if attempts.may_be_mailed(change.address, "address"):
        post(mails.confirm_new_address(user, change, token))


def _write_to_main(change: AddressChange, user: User) -> None:
    token = secrets.token_urlsafe(links.TOKEN_BYTES)
    change.main_sha256 = links.digest(token)
    post(mails.confirm_at_main(user, change, token))


def _is_open() -> tuple[sa.ColumnElement[bool], ...]:
    return AddressChange.ended_at.is_(None), AddressChange.expires_at > clock.now()
