"""How often somebody may try, so that guessing is hopeless and nobody locks out the owner.

Wrong passwords count for the account *and* the network they come from: somebody elsewhere cannot
use up the owner's tries. The hundred a day for the account as a whole (NIST SP 800-63B-4) can be
used up by a botnet, which is why a link by e-mail always stays open.
"""

import hashlib
from datetime import timedelta

from portal import limits
from portal.customers.models import address_key
from portal.database import atomic

WHILE = timedelta(minutes=15)
TRIES_HERE = 10
TRIES_OF_A_NETWORK = 300
TRIES_A_DAY = 100
MAILS_TO_AN_ADDRESS = 3
MAILS_ASKED_BY_A_NETWORK = 100
MAIL_WHILE = timedelta(minutes=10)
CODES = 10
INVITATIONS_A_DAY = 30
ADDRESSES_AN_HOUR = 10
PASSKEYS_OF_A_NETWORK = 300


class TooOften(Exception):
    """Not now. The text says when, or what to do instead."""


@atomic()
def may_try_password(address: str, network: str) -> bool:
    account = _account(address)
    return (
        limits.allows(f"password:{network}", times=TRIES_OF_A_NETWORK, per=WHILE)
        and limits.allows(f"password:{account}:{network}", times=TRIES_HERE, per=WHILE)
        and limits.allows(f"password:{account}", times=TRIES_A_DAY, per=timedelta(days=1))
    )


@atomic()
def password_was_right(address: str, network: str) -> None:
    limits.forgive(f"password:{_account(address)}:{network}")


@atomic()
def may_try_code(user_id: int) -> bool:
    return limits.allows(f"code:{user_id}", times=CODES, per=WHILE)


@atomic()
def may_ask_for_mail(network: str) -> bool:
    """Counts what one network asks for, whoever the mails go to."""
    return limits.allows(f"mail:{network}", times=MAILS_ASKED_BY_A_NETWORK, per=MAIL_WHILE)


@atomic()
def may_be_mailed(address: str, what: str) -> bool:
    """Whoever uses these up for somebody else has only sent them working links."""
    return limits.allows(
        f"mail:{what}:{_account(address)}", times=MAILS_TO_AN_ADDRESS, per=MAIL_WHILE
    )


@atomic()
def may_ask_for_address(user_id: int) -> bool:
    return limits.allows(f"address:{user_id}", times=ADDRESSES_AN_HOUR, per=timedelta(hours=1))


@atomic()
def may_try_passkey(network: str) -> bool:
    """Nobody guesses a signature; this keeps a network from filling the table of challenges."""
    return limits.allows(f"passkey:{network}", times=PASSKEYS_OF_A_NETWORK, per=WHILE)


@atomic()
def may_invite(user_id: int) -> bool:
    return limits.allows(f"invite:{user_id}", times=INVITATIONS_A_DAY, per=timedelta(days=1))


def _account(address: str) -> str:
    """Short enough for a key, and the table of limits is no list of addresses."""
    return hashlib.sha256(address_key(address).encode()).hexdigest()[:32]
