"""Signed-in browsers: rows at the server, found by the secret Flask-Login keeps in the cookie."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask, request
from flask import session as cookie
from flask_login import LoginManager, login_user, logout_user

from portal import clock
from portal.access import Visitor, ask_to_sign_in
from portal.accounts.models import SignIn, User
from portal.database import atomic, session

IDLE = timedelta(days=14)
LONGEST = timedelta(days=60)
SEEN_EVERY = timedelta(minutes=10)


def init_app(app: Flask) -> None:
    logins = LoginManager(app)
    logins.session_protection = None
    logins.anonymous_user = Visitor
    logins.unauthorized_handler(ask_to_sign_in)
    logins.user_loader(user_of)


def user_of(token: str) -> User | None:
    """The user signed in with this secret; None when that sign-in ended, anywhere."""
    now = clock.now()
    found = session.execute(
        sa.select(User, SignIn.id, SignIn.seen_at)
        .join(SignIn, SignIn.user_id == User.id)
        .where(
            SignIn.token_sha256 == digest(token),
            SignIn.expires_at > now,
            SignIn.seen_at > now - IDLE,
            User.disabled_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        return None
    user, sign_in_id, seen_at = found
    if now - seen_at > SEEN_EVERY:
        _seen(sign_in_id)
    user.sign_in_token = token
    return user


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(user: User) -> None:
    """Sign this browser in as `user`, under a new secret: one fixed before is worth nothing."""
    kept_next = cookie.pop("next", None)
    token = secrets.token_urlsafe(32)
    _add(user, token)
    cookie.clear()
    if kept_next:
        cookie["next"] = kept_next
    user.sign_in_token = token
    login_user(user)


def sign_out(user: User) -> None:
    """End this browser's sign-in at the server; a copy of its cookie is worthless from now on."""
    if user.sign_in_token:
        _end(user.sign_in_token)
    logout_user()
    cookie.clear()


@atomic()
def end_all(user: User, *, but: str | None = None) -> None:
    """Sign out everywhere, except in the browser with the secret `but`."""
    ended = sa.delete(SignIn).where(SignIn.user_id == user.id)
    if but:
        ended = ended.where(SignIn.token_sha256 != digest(but))
    session.execute(ended)


@atomic()
def _add(user: User, token: str) -> None:
    now = clock.now()
    browser = request.user_agent.string[:250]
    session.add(
        SignIn(
            token_sha256=digest(token), user_id=user.id, expires_at=now + LONGEST, browser=browser
        )
    )


@atomic()
def _end(token: str) -> None:
    session.execute(sa.delete(SignIn).where(SignIn.token_sha256 == digest(token)))


@atomic()
def _seen(sign_in_id: int) -> None:
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))
