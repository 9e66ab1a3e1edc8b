"""The summary of what happened."""

from collections.abc import Sequence

from portal.accounts.models import User
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.preferences.models import Notice
from portal.web.languages import lazy
from portal.web.links import absolute


def summary(user: User, notices: Sequence[Notice]) -> Mail:
    """What happened, each with its page. Its reference is its last notice, so it goes once."""
    base = absolute("home.index").rstrip("/")
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=user.customer,
        purpose=Purpose.SERVICE,
        reference=f"summary:{user.id}:{notices[-1].id}",
        subject=notices[0].text if len(notices) == 1 else lazy("What is new for you"),
        template="preferences/mail/summary",
        context={
            "news": [(f"{base}{notice.path}", notice.text) for notice in notices],
            "preferences_url": absolute("preferences.show"),
        },
    )
