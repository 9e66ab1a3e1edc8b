"""Addresses that we do not write to any more, and letting them be written to again."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from portal.customers.models import address_key
from portal.customers.registering import find_contact_point
from portal.database import atomic, session
from portal.messages import identity, recalling
from portal.messages.models import Message, Purpose, Suppression

HARD_BOUNCE = "hard bounce"
COMPLAINT = "complaint"
_ASKED = Purpose.ACCOUNT


def suppression_of(address: str) -> Suppression | None:
    return session.scalars(
        select(Suppression).where(Suppression.address_hmac.in_(_hashes(address))).limit(1)
    ).one_or_none()


def why_not(address: str, purpose: Purpose) -> str | None:
    """Why this address gets no mail of that purpose; None when it does.

    What people ask for this very minute, like a sign-in link, still goes: the address may be
    alive again, and nothing else would ever show it.
    """
    if purpose is _ASKED:
        return None
    found = suppression_of(address)
    return f"suppressed: {found.reason}" if found else None


def why_not_each(messages: Sequence[Message]) -> dict[int, str]:
    """The same for many at once: why those of them that get no mail do not, by their ids."""
    asked = {each.id: each.to_address for each in messages if each.purpose is not _ASKED}
    found = reasons_at(asked.values())
    return {
        message_id: f"suppressed: {found[address]}"
        for message_id, address in asked.items()
        if address in found
    }


def reasons_at(addresses: Iterable[str]) -> dict[str, str]:
    """For those of these addresses that we do not write to: the reason."""
    asked = {each: _hashes(each) for each in addresses}
    every = [hashed for hashes in asked.values() for hashed in hashes]
    found = select(Suppression.address_hmac, Suppression.reason)
    found = dict(session.execute(found.where(Suppression.address_hmac.in_(every))).all())
    return {
        address: found[hashed]
        for address, hashes in asked.items()
        for hashed in hashes
        if hashed in found
    }


@atomic()
def suppress(address: str, *, reason: str, message: Message | None = None) -> None:
    """Write to `address` no more. The first reason stays."""
    if known := find_contact_point(address):
        recalling.recall(known.customer_id)
    if suppression_of(address) is None:
        session.add(
            Suppression(
                address_hmac=_hashes(address)[0],
                reason=reason,
                message_id=message.id if message else None,
            )
        )


@atomic()
def lift(address: str) -> None:
    """Write to `address` again."""
    session.execute(delete(Suppression).where(Suppression.address_hmac.in_(_hashes(address))))


def _hashes(address: str) -> list[str]:
    return identity.keyed_hashes("suppression", address_key(address))
