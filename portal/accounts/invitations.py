"""Asking somebody to join: staff with a role, or a colleague in a customer's organisation."""

import logging

from sqlalchemy import update

from portal import clock
from portal.access import Actor, Role
from portal.accounts import attempts, confirming, links, mails, passwords, queries
from portal.accounts.confirming import Reader
from portal.accounts.events import (
    ColleagueInvited,
    ColleagueJoined,
    CustomersMerged,
    InvitationWithdrawn,
)
from portal.accounts.models import Invitation, LinkPurpose, OneUseLink, Sight, User
from portal.accounts.signing_up import AddressTaken, add_staff, user_at
from portal.accounts.standing import is_all_of
from portal.customers import merging
from portal.customers.models import ContactPoint, Customer, address_key
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post

log = logging.getLogger(__name__)


@atomic()
def invite_staff(*, name: str, address: str, role: Role, by: User) -> Invitation:
    if queries.user_by_address(address):
        raise AddressTaken(address)
    log.info("staff invited", extra={"role": role, "by": by.id})
    return _invite(Invitation(role=role), name=name, address=address, by=by)


@atomic()
def invite_colleague(
    customer: Customer, *, name: str, address: str, sees: Sight, by: User
) -> Invitation:
    """Whether the address is known to us already, the inviter does not learn: its reader does."""
    if not attempts.may_invite(by.id):
        raise attempts.TooOften
    invited = _invite(
        Invitation(customer_id=customer.id, sees=sees), name=name, address=address, by=by
    )
    record(
        ColleagueInvited(name=name, address=invited.address, sees=sees), customer=customer, by=by
    )
    return invited


@atomic()
def withdraw(invited: Invitation, *, by: Actor) -> None:
    """Let an invitation lapse; one accepted or withdrawn already stays as it is."""
    lock(invited)
    if invited.accepted_at or invited.withdrawn_at:
        return
    invited.withdrawn_at = clock.now()
    if invited.customer is not None:
        record(InvitationWithdrawn(name=invited.name), customer=invited.customer, by=by)


def invitation_of(link: OneUseLink) -> Invitation | None:
    """What the link invites to, while it still stands."""
    kind, _, number = (link.about or "").partition(":")
    if kind != "invitation":
        return None
    invited = session.get(Invitation, int(number))
    return invited if invited and _stands(invited) else None


def is_elsewhere(invited: Invitation) -> bool:
    """Does the address already belong to a user, or to a customer with more than this address?
    Staff may be customers as well, and anybody may have raised a concern in their name."""
    if queries.user_by_address(invited.address) is not None:
        return True
    customer = _other_customer(invited)
    if customer is None:
        return False
    return customer.is_organisation or not is_all_of(customer, None, invited.address)


def comes_along(invited: Invitation) -> bool:
    """Have they written to us from this address before? Then it is known to the organisation when
    they join it; the page says so before they do."""
    return _other_customer(invited) is not None


def accept(token: str, *, name: str, password: str | None) -> User | None:
    """Join. None when the invitation is over, or its address belongs somewhere else by now."""
    try:
        return _accept(token, name, passwords.hashed(password) if password else None)
    except merging.Gone:
        return None


@atomic()
def _accept(token: str, name: str, password_hash: str | None) -> User | None:
    link = links.use(LinkPurpose.INVITATION, token)
    invited = invitation_of(link) if link else None
    if invited is None:
        return None
    lock(invited)
    if not _stands(invited) or is_elsewhere(invited):
        return None
    invited.accepted_at = clock.now()
    if invited.role is None:
        return _join(invited, name, password_hash)
    return add_staff(
        name=name, address=invited.address, role=invited.role, password_hash=password_hash
    )


def _join(invited: Invitation, name: str, password_hash: str | None) -> User:
    alone = _other_customer(invited)
    if alone is not None:
        merging.keep_in_place(alone, invited.customer)
        merged = CustomersMerged(absorbed_id=alone.id, number=alone.number, address=invited.address)
        record(merged, customer=invited.customer, by=Reader(name))
        merging.absorb(alone, into=invited.customer)
    contact_point = find_contact_point(invited.address) or _new_contact_point(invited)
    contact_point.name = name
    confirming.verify(contact_point, by=confirming.reader_at(contact_point))
    user = user_at(contact_point)
    user.sees = invited.sees
    user.password_hash = password_hash
    record(ColleagueJoined(address=user.email), customer=invited.customer, by=user)
    return user


def _invite(invited: Invitation, *, name: str, address: str, by: User) -> Invitation:
    """The newest invitation counts; those before it, to the same house, do not."""
    now = clock.now()
    key = address_key(address)
    session.execute(
        update(Invitation)
        .where(
            Invitation.address_key == key,
            Invitation.customer_id.is_not_distinct_from(invited.customer_id),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )
    invited.name, invited.address, invited.address_key = name, address, key
    invited.invited_by_id, invited.expires_at = by.id, now + links.A_WEEK
    session.add(invited)
    session.flush()
    token = links.issue(
        LinkPurpose.INVITATION,
        address=address,
        about=f"invitation:{invited.id}",
        valid=links.A_WEEK,
    )
    post(mails.invitation(invited, token))
    return invited


def _other_customer(invited: Invitation) -> Customer | None:
    """Who the address is a customer of so far, when that is not whom it is invited to."""
    contact_point = None if invited.role else find_contact_point(invited.address)
    if contact_point is None or contact_point.customer_id == invited.customer_id:
        return None
    return contact_point.customer


def _new_contact_point(invited: Invitation) -> ContactPoint:
    contact_point = ContactPoint(
        customer_id=invited.customer_id,
        address=invited.address,
        address_key=invited.address_key,
    )
    session.add(contact_point)
    session.flush()
    return contact_point


def _stands(invited: Invitation) -> bool:
    is_over = invited.accepted_at or invited.withdrawn_at
    return not is_over and invited.expires_at > clock.now()
