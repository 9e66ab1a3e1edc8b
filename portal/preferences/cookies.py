"""How the portal looks in this browser: cookies, set again from what its user chose anywhere."""

from typing import Any

from flask import Flask, after_this_request, has_request_context
from flask_login import user_logged_in

from portal.accounts.models import User
from portal.web.cookies import keep
from portal.web.languages import LANGUAGE_COOKIE
from portal.web.pages import TEXT_SIZE_COOKIE, THEME_COOKIE


@user_logged_in.connect
def bring_their_look(_app: Flask, user: User, **_: Any) -> None:
    """Who signs in on another device finds the portal as they left it."""
    if has_request_context():
        after_this_request(lambda answer: with_look_of(user, answer))


def with_look_of(user: User, answer: Any) -> Any:
    keep(answer, THEME_COOKIE, user.theme)
    keep(answer, TEXT_SIZE_COOKIE, user.text_size)
    if user.language:
        keep(answer, LANGUAGE_COOKIE, user.language)
    return answer
