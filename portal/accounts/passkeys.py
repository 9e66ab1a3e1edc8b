"""Passkeys: a key pair on somebody's device that shows who they are, with a finger or a PIN.

The device signs a challenge of ours, for our address alone, so nothing can be stolen on the way
or guessed. As the device asks its owner each time, a passkey is both steps of staff at once.
"""

import logging
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.access import Actor
from portal.accounts import challenges, mails
from portal.accounts.challenges import NotAccepted, as_bytes, as_text, webauthn
from portal.accounts.events import PasskeyAdded, PasskeyRemoved
from portal.accounts.links import digest
from portal.accounts.models import Passkey, User
from portal.database import atomic, lock, session
from portal.history.recording import record
from portal.messages.ledger import post

log = logging.getLogger(__name__)
MOST = 20
"""For each user."""
TIMEOUT_MS = 120_000


class TooMany(Exception):
    """The user has so many passkeys that one should be removed first."""


def passkeys_of(user: User) -> Sequence[Passkey]:
    return session.scalars(
        sa.select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)
    ).all()


def ask_for_new(user: User, *, browser: str) -> str:
    """What the browser is to make a passkey of, as JSON; the answer serves in this browser only."""
    own = passkeys_of(user)
    if len(own) >= MOST:
        raise TooMany
    handle = own[0].user_handle if own else secrets.token_urlsafe(32)
    structs = webauthn("helpers.structs")
    options = webauthn().generate_registration_options(
        rp_id=challenges.relying_party(),
        rp_name=current_app.extensions["portal_settings"].brand.name,
        user_id=handle.encode(),
        user_name=user.email,
        user_display_name=user.name or user.email,
        challenge=challenges.make(browser, user=user, user_handle=handle),
        timeout=TIMEOUT_MS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=as_bytes(key.credential_id)) for key in own
        ],
    )
    return webauthn().options_to_json(options)


def ask_for_any(*, browser: str) -> str:
    """What the browser is to sign in with, as JSON: any passkey it has for us, whoever's it is."""
    options = webauthn().generate_authentication_options(
        rp_id=challenges.relying_party(),
        challenge=challenges.make(browser),
        timeout=TIMEOUT_MS,
        user_verification=webauthn("helpers.structs").UserVerificationRequirement.REQUIRED,
    )
    return webauthn().options_to_json(options)


def add(user: User, answer: str, *, name: str, browser: str) -> Passkey:
    """Keep the passkey that the browser has made for this user, and tell them by mail."""
    asked = challenges.take(browser, answer, user=user)
    made = challenges.checked(
        webauthn().verify_registration_response, answer, challenge=asked.challenge
    )
    return _add(
        user,
        Passkey(
            user_id=user.id,
            user_handle=asked.user_handle,
            credential_id=as_text(made.credential_id),
            credential_sha256=digest(as_text(made.credential_id)),
            public_key=as_text(made.credential_public_key),
            sign_count=made.sign_count,
            name=name,
        ),
    )


def by_passkey(answer: str, *, browser: str) -> User:
    """The user whose passkey has signed the challenge of this browser."""
    asked = challenges.take(browser, answer, user=None)
    passkey = _passkey_in(answer)
    if passkey is None:
        raise NotAccepted("not a passkey of ours")
    # Its own look at the counter would tell a copy from a forgery only by the text of an error.
    shown = challenges.checked(
        webauthn().verify_authentication_response,
        answer,
        challenge=asked.challenge,
        credential_public_key=as_bytes(passkey.public_key),
        credential_current_sign_count=0,
    )
    if not _count(passkey, shown.new_sign_count):
        log.warning("a copied passkey", extra={"passkey": passkey.id, "user": passkey.user_id})
        raise NotAccepted("its counter ran backwards")
    return passkey.user


@atomic()
def rename(passkey: Passkey, name: str) -> None:
    lock(passkey).name = name


@atomic()
def remove(passkey: Passkey, *, by: Actor) -> None:
    """It opens nothing from now on; what is left of it on the device does no harm."""
    user = passkey.user
    gone = session.execute(sa.delete(Passkey).where(Passkey.id == passkey.id))
    if gone.rowcount != 1:
        return
    session.expunge(passkey)
    if user.customer is not None:
        record(PasskeyRemoved(), customer=user.customer, by=by)
    post(mails.passkey_removed(user, passkey))
    log.info("passkey removed", extra={"user": user.id, "by": by.id})


@atomic()
def _add(user: User, passkey: Passkey) -> Passkey:
    lock(user)
    if len(passkeys_of(user)) >= MOST:
        raise TooMany
    if _by_credential(passkey.credential_id) is not None:
        raise NotAccepted("known already")
    session.add(passkey)
    session.flush()
    if user.customer is not None:
        record(PasskeyAdded(), customer=user.customer, by=user)
    post(mails.passkey_added(user, passkey))
    log.info("passkey added", extra={"user": user.id})
    return passkey


@atomic()
def _count(passkey: Passkey, new_count: int) -> bool:
    """A device counts what it signs, or always says 0. One that counts backwards is a copy: it
    opens nothing any more, and its owner is told."""
    lock(passkey)
    if passkey.copied_at is not None:
        return False
    if (new_count or passkey.sign_count) and new_count <= passkey.sign_count:
        passkey.copied_at = clock.now()
        post(mails.passkey_copied(passkey.user, passkey))
        return False
    passkey.sign_count, passkey.last_used_at = new_count, clock.now()
    return True


def _passkey_in(answer: str) -> Passkey | None:
    """Which passkey signed; the name its device knows the owner by must be ours as well."""
    said = challenges.parts_of(answer)
    passkey = _by_credential(str(said.get("id")))
    if passkey is None:
        return None
    handle = said["response"].get("userHandle")
    if handle is not None and handle != as_text(passkey.user_handle.encode()):
        return None
    return passkey


def _by_credential(credential_id: str) -> Passkey | None:
    return session.scalars(
        sa.select(Passkey).where(Passkey.credential_sha256 == digest(credential_id))
    ).one_or_none()
