"""One-use links: a secret mailed to an address, good for one purpose, once, for a short time.

Only the SHA-256 of a secret is kept, so that a copy of the database opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from portal import clock
from portal.accounts.models import LinkPurpose, OneUseLink, User
from portal.customers.models import ContactPoint, address_key
from portal.database import atomic, session

BRIEF = timedelta(minutes=10)
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
TOKEN_BYTES = 32
TOKEN_LENGTH = len(secrets.token_urlsafe(TOKEN_BYTES))
OPENS_THE_ACCOUNT = (LinkPurpose.SIGN_IN, LinkPurpose.RESET_PASSWORD, LinkPurpose.SHOW_CONCERN)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@atomic()
def issue(
    purpose: LinkPurpose,
    *,
    address: str,
    user: User | None = None,
    about: str | None = None,
    valid: timedelta = BRIEF,
) -> str:
    """A new secret for whoever reads the mail at `address`. It is kept nowhere: mail it now."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        OneUseLink(
            purpose=purpose,
            token_sha256=digest(token),
            address=address,
            address_key=address_key(address),
            user_id=user.id if user else None,
            about=about,
            expires_at=clock.now() + valid,
        )
    )
    session.flush()
    return token


def peek(purpose: LinkPurpose, token: str) -> OneUseLink | None:
    """The link behind a secret that still opens something, left unused."""
    if not _is_shaped_like_one(token):
        return None
    return session.scalars(select(OneUseLink).where(*_opens(purpose, token))).one_or_none()


@atomic()
def use(purpose: LinkPurpose, token: str) -> OneUseLink | None:
    """Use the link up. Of many who try at once, one gets it; the others get None."""
    if not _is_shaped_like_one(token):
        return None
    used = session.execute(
        update(OneUseLink).where(*_opens(purpose, token)).values(used_at=clock.now())
    )
    if used.rowcount != 1:
        return None
    return session.scalars(select(OneUseLink).where(OneUseLink.token_sha256 == digest(token))).one()


@atomic()
def revoke(user: User) -> None:
    """Let no mail already sent open this account any more."""
    further = select(ContactPoint.address_key).where(ContactPoint.user_id == user.id)
    _end(or_(OneUseLink.address_key == user.email_key, OneUseLink.address_key.in_(further)))


@atomic()
def revoke_at(key: str) -> None:
    """Let no mail already sent to this address open an account any more."""
    _end(OneUseLink.address_key == key)


@atomic()
def forget_old() -> int:
    long_over = OneUseLink.expires_at < clock.now() - A_DAY
    return session.execute(delete(OneUseLink).where(long_over)).rowcount


def _end(sent: ColumnElement[bool]) -> None:
    session.execute(
        update(OneUseLink)
        .where(
            sent,
            OneUseLink.purpose.in_(OPENS_THE_ACCOUNT),
            OneUseLink.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )


def _is_shaped_like_one(token: str) -> bool:
    return len(token) == TOKEN_LENGTH and token.isascii()


def _opens(purpose: LinkPurpose, token: str) -> tuple[ColumnElement[bool], ...]:
    return (
        OneUseLink.token_sha256 == digest(token),
        OneUseLink.purpose == purpose,
        OneUseLink.used_at.is_(None),
        OneUseLink.expires_at > clock.now(),
    )
