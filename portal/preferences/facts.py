"""What we know of how somebody likes things."""

from flask import url_for

from portal.accounts.models import User
from portal.manifest import Fact
from portal.web.languages import LANGUAGES, _


def known(user: User) -> list[Fact]:
    """Language and time zone; what was never chosen follows the device."""
    as_device = _("As your device says")
    source_of = {True: _("You chose it"), False: _("You chose nothing; we keep nothing")}
    where = url_for("preferences.show")
    return [
        Fact(
            title=_("Language"),
            value=LANGUAGES[user.language].own_name if user.language in LANGUAGES else as_device,
            source=source_of[user.language in LANGUAGES],
            used_for=_("Pages and mails you can read"),
            correct_url=where,
        ),
        Fact(
            title=_("Time zone"),
            value=user.time_zone or _("As our shop's"),
            source=source_of[bool(user.time_zone)],
            used_for=_("Times as your clock shows them, and no mail in your quiet hours"),
            correct_url=where,
        ),
    ]
