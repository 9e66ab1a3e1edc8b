"""What we know of somebody who signs in."""

from flask import url_for
from sqlalchemy import func

from portal import clock
from portal.accounts.models import User
from portal.accounts.queries import browsers_of
from portal.database import session
from portal.manifest import Fact
from portal.web.formatting import dated
from portal.web.languages import _
from portal.web.pages import reader


def known(user: User) -> list[Fact]:
    signed_up = dated(user.created_at, reader(), clock.now())
    browsers = browsers_of(user).order_by(None).with_only_columns(func.count())
    profile = url_for("accounts.profile")
    return [
        Fact(
            title=_("Name"),
            value=user.name,
            source=_("You told us; your account is from %(day)s", day=signed_up),
            used_for=_("Addressing you, and showing who wrote what"),
            correct_url=profile,
        ),
        Fact(
            title=_("Password"),
            value=_("Kept as a fingerprint that nobody can read")
            if user.password_hash
            else _("None: you sign in with links"),
            source=_("You chose so"),
            used_for=_("Signing you in"),
            correct_url=profile,
        ),
        Fact(
            title=_("Signed-in browsers"),
            value=str(session.scalar(browsers)),
            source=_("Noted each time you sign in"),
            used_for=_("Keeping you signed in, and letting you end it from afar"),
            correct_url=profile,
        ),
    ]
