"""What goes by itself: secrets and sign-ins that are over are forgotten."""

from datetime import timedelta

from portal.accounts import addresses, challenges, links, sessions, signing_up
from portal.jobs import sweep


@sweep(every=timedelta(hours=1))
def forget_what_is_over() -> int:
    return (
        links.forget_old()
        + signing_up.forget_old_registrations()
        + sessions.forget_ended()
        + addresses.forget_old_changes()
        + challenges.forget_old()
    )
