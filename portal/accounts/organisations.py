"""An organisation's people: what each of them sees, and how a person becomes an organisation."""

from sqlalchemy import select

from portal.access import Actor
from portal.accounts.events import OrganisationMade, SightChanged
from portal.accounts.models import Sight, User
from portal.customers import registering
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.history.recording import record


class NobodySeesAll(Exception):
    """Somebody of the organisation has to see everything, or nobody could look after the rest."""


@atomic()
def turn_into_organisation(customer: Customer, *, name: str, by: Actor) -> None:
    """Let colleagues join: who was the customer so far goes on seeing everything."""
    lock(customer)
    former_name = customer.name
    if customer.is_organisation:
        return
    registering.make_organisation(customer, name=name)
    record(OrganisationMade(name=name, former_name=former_name), customer=customer, by=by)


@atomic()
def let_see(user: User, sees: Sight, *, by: Actor) -> None:
    """Own concerns only, those shared with them, or all of the organisation's."""
    _lock_people(user)
    if user.sees is sees:
        return
    if sees is not Sight.ALL and not _others_who_see_all(user):
        raise NobodySeesAll
    user.sees = sees
    record(SightChanged(name=user.name, sees=sees), customer=user.customer, by=by)


def _lock_people(user: User) -> None:
    session.scalars(
        select(User)
        .where(User.customer_id == user.customer_id)
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _others_who_see_all(user: User) -> bool:
    others = session.scalars(
        select(User.id).where(
            User.customer_id == user.customer_id,
            User.id != user.id,
            User.sees == Sight.ALL,
            User.disabled_at.is_(None),
        )
    )
    return others.first() is not None
