"""Two identities of one person become one, once the mailboxes of both have confirmed it."""

from dataclasses import dataclass

from portal import clock
from portal.accounts import addresses, links, mails, queries, sessions
from portal.accounts.events import CustomersMerged
from portal.accounts.models import AddressChange, User
from portal.accounts.standing import Standing, standing
from portal.customers import merging
from portal.customers.models import Customer
from portal.customers.registering import find_contact_point
from portal.database import atomic, lock
from portal.history.recording import record
from portal.manifest import domains
from portal.messages.ledger import post


class CannotJoin(Exception):
    """It is over, not agreed by both mailboxes, or one of the two is not a person's own."""


@dataclass(frozen=True)
class Other:
    """Who would be joined to a user: the customer, and who signs in for them, if anybody does."""

    customer: Customer
    user: User | None


def other_of(change: AddressChange) -> Other | None:
    """Whose the address is, when it can be joined to the account of who asked for it."""
    if standing(change.user, change.address) is not Standing.TO_JOIN:
        return None
    user = queries.user_by_address(change.address)
    contact_point = find_contact_point(change.address)
    customer = user.customer if user else contact_point.customer if contact_point else None
    return Other(customer, user) if customer else None


def holdings(customer: Customer) -> list[str]:
    """What a customer has with us, domain by domain, in words: "3 concerns"."""
    told = [count(customer) for domain in domains() for count in domain.holdings]
    return [words for words in told if words]


@atomic()
def join(change: AddressChange, *, by: User) -> None:
    """Everything that was the other's is `by`'s, and the other is no more. No way back."""
    try:
        keep_still(change, by)
    except merging.Gone as error:
        raise CannotJoin(change.address) from error
    lock(change)
    other = other_of(change)
    is_over = change.ended_at is not None or change.expires_at <= clock.now()
    if other is None or is_over or not _both_agreed(change) or change.user_id != by.id:
        raise CannotJoin(change.address)
    theirs = other.customer
    told = {by.email, change.address, *([other.user.email] if other.user else [])}
    record(
        CustomersMerged(absorbed_id=theirs.id, number=theirs.number, address=change.address),
        customer=by.customer,
        by=by,
    )
    if other.user is not None:
        _end(other.user)
        merging.hand_over(other.user, to=by)
    merging.absorb(theirs, into=by.customer)
    if other.user is not None:
        _end(lock(other.user))
        merging.forget(other.user, instead=by)
    addresses.bring_about(change, by)
    for address in sorted(told):
        post(mails.accounts_joined(by, change, address))


def keep_still(change: AddressChange, user: User) -> None:
    """The rows of both, so that two who join one another at once do it one after the other."""
    other = other_of(change)
    rows = [user, user.customer]
    if other is not None:
        rows += [other.customer, *([other.user] if other.user else [])]
    merging.keep_in_place(*rows)


def _both_agreed(change: AddressChange) -> bool:
    return addresses.is_agreed(change) and change.main_confirmed_at is not None


def _end(user: User) -> None:
    addresses.stop_all(user)
    sessions.end_all(user)
    links.revoke(user)
