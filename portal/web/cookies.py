"""What a browser keeps for us besides the session: how the portal looks and speaks there."""

from typing import Any

from flask import current_app

YEAR_SECONDS = 31_536_000


def keep(answer: Any, name: str, value: str) -> None:
    """Let the browser keep `value` for a year; no script reads it."""
    answer.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
