"""Asking for one's data, asking to be erased, and taking that back.

copy      waiting -> ready -> over after a week           one at a time
erasure   waiting -> cancelled                            within the seven days
          waiting -> running -> done (-> running again, when more may go)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from portal import clock, limits
from portal.accounts.models import User
from portal.customers.models import Customer, CustomerKind
from portal.database import atomic, lock, session
from portal.messages.ledger import post
from portal.personal import Kept
from portal.privacy import mails, retention
from portal.privacy.models import CopyState, DataCopy, Erasure, ErasureState
from portal.privacy.subjects import subject_of

COOLING_OFF = timedelta(days=7)
COPIES_A_DAY = 5
JUST_MADE = timedelta(minutes=10)


class AskedTooOften(Exception):
    """No more copies today."""


@dataclass(frozen=True)
class Standing:
    """What somebody has asked for, as their page shows it."""

    copy: DataCopy | None
    erasure: Erasure | None


def standing(user: User) -> Standing:
    return Standing(copy_of(user), wish_of(user))


def copy_of(user: User) -> DataCopy | None:
    """The copy that is being made or that they can take; a failed one until they ask again."""
    latest = session.scalars(
        select(DataCopy).where(DataCopy.user_id == user.id).order_by(DataCopy.id.desc()).limit(1)
    ).first()
    if latest is None or (latest.expires_at and latest.expires_at <= clock.now()):
        return None
    return latest


def ready_copy_of(user: User) -> DataCopy | None:
    """The copy that they can take, also while a newer one is being made."""
    return session.scalars(
        select(DataCopy)
        .where(
            DataCopy.user_id == user.id,
            DataCopy.state == CopyState.READY,
            DataCopy.expires_at > clock.now(),
        )
        .order_by(DataCopy.id.desc())
        .limit(1)
    ).first()


def wish_of(user: User) -> Erasure | None:
    """Their wish to be erased, while they can take it back, whichever sign-in it was made with."""
    return session.scalars(
        select(Erasure)
        .join(Erasure.customer)
        .where(
            Erasure.customer_id == user.customer_id,
            or_(Erasure.user_id == user.id, Customer.kind == CustomerKind.PERSON),
            Erasure.state == ErasureState.WAITING,
        )
    ).first()


@atomic()
def ask_for_copy(user: User) -> DataCopy:
    """Have a copy made. Asking again while one is being made, or just was, gives that one."""
    lock(user)
    known = copy_of(user)
    if known is not None and _will_do(known):
        return known
    if not limits.allows(f"copy:{user.id}", times=COPIES_A_DAY, per=timedelta(days=1)):
        raise AskedTooOften
    asked = DataCopy(user_id=user.id)
    session.add(asked)
    session.flush()
    return asked


@atomic()
def ask_to_be_erased(user: User) -> Erasure:
    """Begin the seven days, and mail every address of theirs how to take it back. Once."""
    lock(user)
    known = wish_of(user)
    if known is not None:
        return known
    now = clock.now()
    wish = Erasure(
        customer_id=user.customer_id,
        user_id=user.id,
        asked_at=now,
        due_at=now + COOLING_OFF,
        progress={},
        counts={},
        kept={},
    )
    session.add(wish)
    session.flush()
    for mail in mails.erasure_asked(wish):
        post(mail)
    return wish


@atomic()
def cancel(wish: Erasure) -> bool:
    """Keep their data after all. False when the erasing has begun."""
    lock(wish)
    if wish.state is not ErasureState.WAITING:
        return False
    wish.state = ErasureState.CANCELLED
    wish.cancelled_at = clock.now()
    for mail in mails.erasure_cancelled(wish):
        post(mail)
    return True


def would_stay(user: User) -> Sequence[Kept]:
    """What an erasure would have to leave, why and until when."""
    return retention.kept(subject_of(user))


def _will_do(copy: DataCopy) -> bool:
    if copy.state is CopyState.WAITING:
        return True
    return copy.state is CopyState.READY and clock.now() - copy.ready_at < JUST_MADE
