"""Finding users, invitations and signed-in browsers."""

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import Role
from portal.accounts.models import Invitation, RecoveryCode, SignIn, User
from portal.accounts.policy import visible_to
from portal.customers.models import ContactPoint, address_key
from portal.customers.personal import NOWHERE
from portal.database import session


def user_by_address(address: str) -> User | None:
    """Who signs in with this address, their main one or a further one, however it is spelt."""
    key = address_key(address)
    further = select(ContactPoint.user_id).where(
        ContactPoint.address_key == key, ContactPoint.verified_at.is_not(None)
    )
    return session.scalars(
        select(User)
        .options(joinedload(User.customer))
        .where(or_(User.email_key == key, User.id == further.scalar_subquery()))
        .order_by(User.email_key != key)
        .limit(1)
    ).one_or_none()


def user_for(viewer: User, user_id: int) -> Select[tuple[User]]:
    return select(User).where(User.id == user_id, visible_to(viewer))


def staff() -> Select[tuple[User]]:
    """Everybody who works here, those who left last."""
    return (
        select(User)
        .where(User.role.is_not(None))
        .order_by(User.disabled_at.is_not(None), User.name, User.id)
    )


def active_admins() -> Select[tuple[User]]:
    return select(User).where(User.role == Role.ADMIN, User.disabled_at.is_(None)).order_by(User.id)


def people_of(customer_id: int) -> Select[tuple[User]]:
    """Whoever signs in for a customer, or did; not who had themselves erased."""
    return (
        select(User)
        .where(User.customer_id == customer_id, ~User.email_key.endswith(NOWHERE))
        .order_by(User.disabled_at.is_not(None), User.name, User.id)
    )


def open_invitations(customer_id: int | None) -> Select[tuple[Invitation]]:
    """Invitations nobody has accepted yet: to staff (None), or to the people of a customer."""
    return (
        select(Invitation)
        .where(
            Invitation.customer_id.is_(None)
            if customer_id is None
            else Invitation.customer_id == customer_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > clock.now(),
        )
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
    )


def browsers_of(user: User) -> Select[tuple[SignIn]]:
    return (
        select(SignIn)
        .where(SignIn.user_id == user.id, SignIn.expires_at > clock.now())
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )


def recovery_codes_left(user: User) -> int:
    return session.scalar(
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    )


def further_addresses(user: User) -> Select[tuple[ContactPoint]]:
    """A user's addresses beside the main one."""
    return (
        select(ContactPoint)
        .where(ContactPoint.user_id == user.id, ContactPoint.address_key != user.email_key)
        .order_by(ContactPoint.id)
    )
