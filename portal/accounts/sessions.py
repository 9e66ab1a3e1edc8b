"""Signed-in browsers: rows at the server, found by the secret Flask-Login keeps in the cookie."""

import logging
import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, request, url_for
from flask import session as cookie
from flask.wrappers import Response
from flask_login import LoginManager, login_user, logout_user

from portal import clock
from portal.access import Visitor, ask_to_sign_in
from portal.accounts import second_factor
from portal.accounts.links import digest
from portal.accounts.models import SignIn, User
from portal.database import atomic, session

log = logging.getLogger(__name__)
IDLE = timedelta(days=14)
LONGEST = timedelta(days=60)
LONGEST_OF_STAFF = timedelta(hours=20)
"""So that they sign in each morning, and never in the middle of a shift."""
SEEN_EVERY = timedelta(minutes=10)
HALF_WAY = timedelta(minutes=10)
FRESH = timedelta(hours=1)
LONGEST_PATH = 1000
KEPT_ALONG = ("next", "builds")
OWN_PATH = re.compile(r"/(?!/)[\w.~%!$&'()*+,;=:@/?-]*", re.ASCII)
"""A path on this site. Browsers read `//evil`, `/\\evil` and `/<tab>/evil` as other sites."""

SIGNED_IN = (
    sa.select(User, SignIn.id, SignIn.seen_at)
    .join(SignIn, SignIn.user_id == User.id)
    .where(
        SignIn.token_sha256 == sa.bindparam("sha256"),
        SignIn.expires_at > sa.bindparam("now"),
        SignIn.seen_at > sa.bindparam("idle_since"),
        User.disabled_at.is_(None),
    )
)
"""Built once, because every page of everybody who is signed in begins with it."""


class Logins(LoginManager):
    """Without the remember-me cookie and the `current_user` of templates. Both look into the
    session on every answer, which would make even a stylesheet personal (`Vary: Cookie`)."""

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


def init_app(app: Flask) -> None:
    logins = Logins()
    logins.init_app(app, add_context_processor=False)
    logins.session_protection = None
    logins.anonymous_user = Visitor
    logins.unauthorized_handler(ask_to_sign_in)
    logins.user_loader(user_of)


def user_of(token: str) -> User | None:
    """The user signed in with this secret; None when that sign-in ended, anywhere."""
    now = clock.now()
    found = session.execute(
        SIGNED_IN, {"sha256": digest(token), "now": now, "idle_since": now - IDLE}
    ).one_or_none()
    if found is None:
        return None
    user, sign_in_id, seen_at = found
    if now - seen_at > SEEN_EVERY:
        _seen(sign_in_id)
    user.sign_in_token = token
    return user


def enter(user: User) -> str:
    """Let in whoever has shown to be `user`, and say where they go now.

    Staff are only half in: the second factor comes next, or setting it up. A closed account stays
    closed, whatever was shown.
    """
    if not user.is_active:
        return url_for("accounts.sign_in")
    if second_factor.is_asked_of(user):
        _half_sign_in(user)
        return url_for("accounts.ask_code")
    if second_factor.is_owed_by(user):
        second_factor.prepare(user)
        _half_sign_in(user)
        return url_for("accounts.set_up_authenticator")
    sign_in(user)
    return where_they_were_going()


def half_signed_in() -> User | None:
    """Who has passed the first step in this browser a moment ago, and not the second."""
    try:
        user_id, until = cookie["half"]
        still = clock.now() < datetime.fromisoformat(until)
    except (KeyError, TypeError, ValueError):
        return None
    user = session.get(User, user_id) if still else None
    return user if user and user.is_active else None


def where_they_were_going() -> str:
    """The page that asked them to sign in, when there was one; only ever a page of ours."""
    path = cookie.pop("next", None)
    if isinstance(path, str) and len(path) <= LONGEST_PATH and OWN_PATH.fullmatch(path):
        return path
    return url_for("home.index")


def browser_secret() -> str:
    """What a passkey's answer is bound to: the session of the page that asked. Pages that ask make
    it, so that the script's own request changes no cookie."""
    return cookie.setdefault("passkeys", secrets.token_urlsafe(16))


def sign_in(user: User) -> None:
    """Sign this browser in as `user`, under a new secret: one fixed before is worth nothing."""
    token = secrets.token_urlsafe(32)
    _add(user, token, instead_of=cookie.get("_user_id"))
    _start_afresh()
    user.sign_in_token = token
    login_user(user)
    log.info("signed in", extra={"user": user.id})


def has_just_signed_in(user: User) -> bool:
    """Within the hour, in this browser: what would let somebody in for good wants that, or a
    browser left open on a table could be made theirs."""
    signed_in_at = session.scalar(
        sa.select(SignIn.created_at).where(SignIn.token_sha256 == digest(user.sign_in_token or ""))
    )
    return signed_in_at is not None and clock.now() - signed_in_at < FRESH


def sign_out(user: User) -> None:
    """End this browser's sign-in at the server; a copy of its cookie is worthless from now on."""
    if user.sign_in_token:
        _end(user.sign_in_token)
    logout_user()
    cookie.clear()


@atomic()
def end_all(user: User) -> None:
    """Sign out everywhere."""
    session.execute(sa.delete(SignIn).where(SignIn.user_id == user.id))


@atomic()
def end_one(user: User, sign_in_id: int) -> None:
    """Sign out one of the user's own browsers."""
    session.execute(sa.delete(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user.id))


@atomic()
def forget_ended() -> int:
    now = clock.now()
    over = sa.or_(SignIn.expires_at < now, SignIn.seen_at < now - IDLE)
    return session.execute(sa.delete(SignIn).where(over)).rowcount


def _half_sign_in(user: User) -> None:
    if "_user_id" in cookie:
        _end(cookie["_user_id"])
    _start_afresh()
    cookie["half"] = [user.id, (clock.now() + HALF_WAY).isoformat()]


def _start_afresh() -> None:
    """Keep nothing of the former session but where they were going, and what they saved."""
    kept = {name: cookie[name] for name in KEPT_ALONG if cookie.get(name)}
    cookie.clear()
    cookie.update(kept)


@atomic()
def _add(user: User, token: str, *, instead_of: str | None) -> None:
    if instead_of:
        _end(instead_of)
    longest = LONGEST_OF_STAFF if user.is_staff else LONGEST
    session.add(
        SignIn(
            token_sha256=digest(token),
            user_id=user.id,
            expires_at=clock.now() + longest,
            browser=request.user_agent.string[:250],
        )
    )


@atomic()
def _end(token: str) -> None:
    session.execute(sa.delete(SignIn).where(SignIn.token_sha256 == digest(token)))


@atomic()
def _seen(sign_in_id: int) -> None:
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))
