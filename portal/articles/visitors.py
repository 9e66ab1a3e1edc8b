"""Telling readers apart without knowing who they are."""

import hmac
import secrets

from flask import current_app
from flask import session as cookie

from portal.access import me


def visitor_key() -> str:
    """The same for the same user, or for the same browser session; it leads back to neither."""
    user = me()
    if user.id is not None:
        return key_of_user(user.id)
    return _key(f"browser:{cookie.setdefault('visitor', secrets.token_urlsafe(16))}")


def key_of_user(user_id: int) -> str:
    return _key(f"user:{user_id}")


def _key(who: str) -> str:
    secret = current_app.extensions["portal_settings"].secret_key
    return hmac.new(secret.encode(), who.encode(), "sha256").hexdigest()
