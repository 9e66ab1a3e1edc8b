"""What passkeys are asked to sign: kept here, for one browser, once, for a short time."""

import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.accounts.links import digest
from portal.accounts.models import PasskeyChallenge, User
from portal.database import atomic, session

VALID = timedelta(minutes=15)
LONGEST_ANSWER = 20_000


class NotAccepted(Exception):
    """The answer of the device is not to our challenge, not from our page, or not of this key."""


def webauthn(part: str = "") -> ModuleType:
    """The library, read when somebody first uses a passkey: it takes a fifth of a second."""
    return import_module(f"webauthn.{part}" if part else "webauthn")


def relying_party() -> str:
    """Whom the passkeys are for. A device gives them to pages at this host alone."""
    return current_app.extensions["portal_settings"].host


@atomic()
def make(browser: str, *, user: User | None = None, user_handle: str | None = None) -> bytes:
    challenge = webauthn("helpers").generate_challenge()
    session.add(
        PasskeyChallenge(
            browser_sha256=digest(browser),
            challenge=as_text(challenge),
            user_id=user.id if user else None,
            user_handle=user_handle,
            expires_at=clock.now() + VALID,
        )
    )
    return challenge


@atomic()
def take(browser: str, answer: str, *, user: User | None) -> PasskeyChallenge:
    """The challenge that was answered, used up whether or not the answer is right."""
    asked = session.scalars(
        sa.select(PasskeyChallenge).where(
            PasskeyChallenge.browser_sha256 == digest(browser),
            PasskeyChallenge.challenge == _challenge_in(answer),
            PasskeyChallenge.user_id.is_not_distinct_from(user.id if user else None),
            PasskeyChallenge.expires_at > clock.now(),
        )
    ).one_or_none()
    if asked is None:
        raise NotAccepted("no such challenge")
    used = session.execute(sa.delete(PasskeyChallenge).where(PasskeyChallenge.id == asked.id))
    session.expunge(asked)
    if used.rowcount != 1:
        raise NotAccepted("answered already")
    return asked


def checked(verify: Callable[..., Any], answer: str, *, challenge: str, **more: Any) -> Any:
    """What the library finds in the answer, when it is right in every way."""
    address = urlsplit(current_app.extensions["portal_settings"].base_url)
    try:
        return verify(
            credential=answer,
            expected_challenge=as_bytes(challenge),
            expected_rp_id=relying_party(),
            expected_origin=f"{address.scheme}://{address.netloc}",
            require_user_verification=True,
            **more,
        )
    # It takes apart what a stranger sends, and raises far more than its own errors over it.
    except Exception as error:
        raise NotAccepted(str(error)) from error


def parts_of(answer: str) -> dict[str, Any]:
    """The answer as the browser wrote it, as far as it has the right shape."""
    try:
        said = json.loads(answer) if len(answer) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("response"), dict):
        raise NotAccepted("not the answer of a passkey")
    return said


def as_bytes(text: str) -> bytes:
    return webauthn("helpers").base64url_to_bytes(text)


def as_text(content: bytes) -> str:
    return webauthn("helpers").bytes_to_base64url(content)


@atomic()
def forget_old() -> int:
    over = PasskeyChallenge.expires_at < clock.now()
    return session.execute(sa.delete(PasskeyChallenge).where(over)).rowcount


def _challenge_in(answer: str) -> str:
    """As the device was given it: what it signed names it."""
    try:
        signed = json.loads(as_bytes(str(parts_of(answer)["response"]["clientDataJSON"])))
        return str(signed["challenge"])[:250].encode("ascii", "replace").decode()
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAccepted("not the answer of a passkey") from None
