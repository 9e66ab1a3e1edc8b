"""Passwords: how they are kept, and which are too easy to guess.

A password may be all that stands before an account, so NIST SP 800-63B-4 asks for 15 characters
and for no rules about digits or signs; what cannot be allowed is what everybody tries first.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.web.languages import _

SHORTEST = 15
LONGEST = 200
LEAST_OF_ITS_OWN = 8
"""Characters that must be left when what everybody could guess is taken out."""
HASHER = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
"""OWASP's figures for Argon2id. Hashes with other figures are renewed at the next sign-in."""
TRIED_FIRST = (
    "correcthorsebatterystaple", "thequickbrownfox", "tobeornottobe", "maytheforcebewithyou",
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "1qaz2wsx3edc4rfv",
    "qazwsxedc", "1q2w3e4r5t6y", "q1w2e3r4t5y6", "zaq12wsx", "qwerty", "asdfgh", "iloveyou",
    "letmein", "welcome", "password", "passw0rd", "passwort", "wachtwoord", "motdepasse",
    "contraseña", "administrator", "admin", "changeme", "secret", "sunshine", "football",
    "baseball", "dragon", "monkey", "princess", "superman", "batman", "starwars", "liverpool",
    "chelsea", "arsenal", "computer", "internet", "trustno1", "abc123", "portal", "support",
    "customer", "thisismy", "mynameis", "default",
)  # fmt: skip
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210", "zyxwvutsrqponmlkjihgfedcba")


def hashed(password: str) -> str:
    """Takes tens of milliseconds on purpose: call it before a transaction, never inside."""
    return HASHER.hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Is it the one? Takes as long when there is no password to compare with."""
    try:
        HASHER.verify(password_hash or _nobodys_hash(HASHER), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    return HASHER.check_needs_rehash(password_hash)


def fault(password: str, *, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, in words; `about` names its owner and the company."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        return _("Use at least %(count)s characters; a short sentence works well", count=SHORTEST)
    if len(normal) > LONGEST:
        return _("Use at most %(count)s characters", count=LONGEST)
    left = _without_what_anyone_guesses(normal.lower(), about)
    if len(left) < LEAST_OF_ITS_OWN or len(set(left)) < 5:
        return _(
            "This is too easy to guess; use a few words that have nothing to do with you or us"
        )
    return None


def _without_what_anyone_guesses(password: str, about: Iterable[str]) -> str:
    known = {word for each in about for word in re.split(r"[\W_]+", each.lower()) if len(word) > 2}
    known |= {each.lower() for each in about}
    left = re.sub(r"\s", "", password)
    for word in sorted({*known, *TRIED_FIRST}, key=len, reverse=True):
        left = left.replace(word.replace(" ", ""), "") if word.strip() else left
    return _without_repeats(_without_runs(left))


def _without_runs(text: str) -> str:
    for run in RUNS:
        for start in range(len(run) - 4):
            while run[start : start + 5] in text:
                text = text.replace(run[start : start + 5], "")
    return text


def _without_repeats(text: str) -> str:
    """`abcabcabc` says no more than `abc`."""
    return re.sub(r"(.{1,12}?)\1+", r"\1", text)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(16))
