"""Making links that show one thing, finding what a link shows, and ending them.

Only the SHA-256 of a link's secret is kept, so that a copy of the database opens nothing and nobody
is shown the address a second time.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, select

from portal import clock
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import atomic, lock, session
from portal.sharing.models import SharedLink

MOST_LIVE = 10
"""Links to one thing at a time: as many as its owner can keep in mind."""
KEPT_AFTERWARDS = timedelta(days=30)
TOKEN_LENGTH = len(secrets.token_urlsafe(32))


class TooManyLinks(Exception):
    """One of the live links has to end first."""


def secret_of(form_key: str | None, *, about: str, by: User) -> str:
    """The secret of the link that a form makes: 256 bits that nobody can guess, and the same ones
    when the same form comes twice, so that two clicks make one link."""
    made_of = f"{form_key or secrets.token_urlsafe(32)}\n{about}\n{by.id}"
    key = current_app.config["SECRET_KEY"].encode()
    return _letters(hmac.digest(key, f"shared link\n{made_of}".encode(), "sha256"))


@atomic()
def make(
    secret: str,
    *,
    about: str,
    customer: Customer,
    valid: timedelta,
    with_files: bool,
    by: User,
) -> tuple[SharedLink, bool]:
    """The link with this secret, and whether it is new. Inside a verb that has locked the thing."""
    sha256 = digest(secret)
    known = session.scalars(select(SharedLink).where(SharedLink.token_sha256 == sha256)).first()
    if known is not None:
        return known, False
    if len(live(about)) >= MOST_LIVE:
        raise TooManyLinks(about)
    link = SharedLink(
        customer_id=customer.id,
        token_sha256=sha256,
        about=about,
        with_files=with_files,
        made_by_id=by.id,
        expires_at=clock.now() + valid,
    )
    session.add(link)
    session.flush()
    return link, True


@atomic()
def end(link: SharedLink) -> bool:
    """From now on it shows nothing. False when that was so already."""
    lock(link)
    if not link.is_live:
        return False
    link.ended_at = clock.now()
    return True


def behind(token: str) -> SharedLink | None:
    """The live link of this secret; None for one that is unknown, ended or expired alike."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    found = select(SharedLink).where(SharedLink.token_sha256 == digest(token), *_is_live())
    return session.scalars(found).one_or_none()


def live(about: str) -> Sequence[SharedLink]:
    """The links that show this thing now, oldest first."""
    found = select(SharedLink).where(SharedLink.about == about, *_is_live())
    return session.scalars(found.order_by(SharedLink.id)).all()


@atomic()
def forget_old() -> int:
    """What ended long ago is in the history of the thing it showed."""
    long_over = SharedLink.expires_at < clock.now() - KEPT_AFTERWARDS
    return session.execute(delete(SharedLink).where(long_over)).rowcount


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_live() -> tuple[ColumnElement[bool], ...]:
    return SharedLink.ended_at.is_(None), SharedLink.expires_at > clock.now()


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
