"""A second way to show who one is: six digits from an authenticator app, or a recovery code."""

import base64
import hmac
import io
import logging
import secrets

import pyotp
import segno
from flask import current_app
from sqlalchemy import delete, update

from portal import clock
from portal.access import Actor
from portal.accounts import links, mails, queries
from portal.accounts.models import Passkey, RecoveryCode, User
from portal.database import atomic, lock, session
from portal.messages.ledger import post

log = logging.getLogger(__name__)
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
STEPS_OFF = (0, -1, 1)
"""Phones' clocks are off by a step of 30 seconds at most."""


class NotSetUp(Exception):
    """There is no authenticator to be confirmed or asked."""


def is_asked_of(user: User) -> bool:
    return user.totp_since is not None


def is_owed_by(user: User) -> bool:
    """Staff see every customer, so a password alone does not let them in. The demo is easier."""
    is_demo = current_app.extensions["portal_settings"].demo
    return user.is_staff and not is_asked_of(user) and not is_demo


@atomic()
def prepare(user: User) -> None:
    """Make the secret that the authenticator and we will share; it counts once confirmed."""
    lock(user)
    if user.totp_secret is None:
        user.totp_secret = pyotp.random_base32()


def address_for_app(user: User) -> str:
    """What the QR code says."""
    if user.totp_secret is None:
        raise NotSetUp
    brand = current_app.extensions["portal_settings"].brand.name
    return pyotp.TOTP(user.totp_secret).provisioning_uri(name=user.email, issuer_name=brand)


def qr_code(user: User) -> bytes:
    """The QR code as an SVG picture without any style of its own."""
    picture = io.BytesIO()
    segno.make(address_for_app(user), error="m", micro=False).save(
        picture, kind="svg", scale=5, border=2, dark="#000", light="#fff"
    )
    return picture.getvalue()


@atomic()
def confirm(user: User, code: str) -> list[str] | None:
    """Let the authenticator count from now on. Gives the recovery codes, for this once."""
    lock(user)
    if user.totp_secret is None or is_asked_of(user):
        raise NotSetUp
    if not _is_next_code(user, code):
        return None
    user.totp_since = clock.now()
    post(mails.second_factor_changed(user, "An authenticator app was set up for your account."))
    log.info("second factor set up", extra={"user": user.id})
    return _new_codes(user)


@atomic()
def accept(user: User, code: str) -> bool:
    """Is this the code of this moment, or a recovery code? Each opens once."""
    lock(user)
    if not is_asked_of(user):
        raise NotSetUp
    return _is_next_code(user, code) or _is_recovery_code(user, code)


@atomic()
def renew_codes(user: User, code: str) -> list[str] | None:
    """New recovery codes, for this once; the old ones are void."""
    if not accept(user, code):
        return None
    return _new_codes(user)


@atomic()
def take_off(user: User, *, by: Actor) -> None:
    """Forget somebody's authenticator, because the phone is lost: they set up another next time.
    Their passkeys may have been on it as well.
    """
    lock(user)
    user.totp_secret = user.totp_since = user.totp_last_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    session.execute(delete(Passkey).where(Passkey.user_id == user.id))
    said = f"{by.name} took your authenticator app and your passkeys off."
    post(mails.second_factor_changed(user, said))
    log.info("second factor taken off", extra={"user": user.id, "by": by.id})


def _is_next_code(user: User, code: str) -> bool:
    """A code somebody looked at over a shoulder is worth nothing once it has been used."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return False
    totp = pyotp.TOTP(user.totp_secret or "")
    this_step = totp.timecode(clock.now())
    for step in (this_step + off for off in STEPS_OFF):
        if hmac.compare_digest(totp.generate_otp(step), digits):
            if user.totp_last_step is not None and step <= user.totp_last_step:
                return False
            user.totp_last_step = step
            return True
    return False


def _is_recovery_code(user: User, code: str) -> bool:
    used = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.code_sha256 == links.digest(_letters_of(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    if used.rowcount != 1:
        return False
    left = queries.recovery_codes_left(user)
    post(
        mails.second_factor_changed(user, f"A recovery code was used to sign in; {left} are left.")
    )
    return True


def _new_codes(user: User) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [_readable(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        session.add(RecoveryCode(user_id=user.id, code_sha256=links.digest(_letters_of(code))))
    return codes


def _readable(secret: bytes) -> str:
    letters = base64.b32encode(secret).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _letters_of(code: str) -> str:
    """However it was typed: capitals, spaces, no hyphens."""
    return "".join(letter for letter in code.lower() if letter.isalnum())
