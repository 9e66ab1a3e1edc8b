"""The names our mails carry, so that whatever comes back finds its mail.

    Message-ID        <m.{token}@in.example.com>
    Reply-To          reply+{token}{seal}@in.example.com
    envelope sender   b+{token}{seal}@in.example.com
    links             https://example.com/u/{token}{seal}

The token is 128 random bits; the seal is a keyed hash of it, another one for each way, so that a
guessed address is turned away without a question to the database. Old secret keys still open
what they sealed.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from flask import current_app

from portal.settings import Settings

SEAL_LENGTH = 10
_MESSAGE_ID = re.compile(r"<?m\.([0-9a-f]{32})@([^\s<>@]{1,253})>?", re.IGNORECASE)


class Way(StrEnum):
    """What an address of ours is for."""

    REPLY = "reply"
    BOUNCE = "b"


LINK = "link"
_MARK = re.compile(rf"([0-9a-f]{{32}})([a-z2-7]{{{SEAL_LENGTH}}})", re.ASCII)
_LOCAL_PARTS = {
    way: re.compile(rf"{way}\+([0-9a-f]{{32}})([a-z2-7]{{{SEAL_LENGTH}}})", re.I | re.ASCII)
    for way in Way
}


@dataclass(frozen=True)
class OwnAddress:
    """An address of the form that we make; forged unless it is genuine."""

    way: Way
    token: str
    is_genuine: bool


def message_id(token: str) -> str:
    return f"<m.{token}@{_settings().inbound_domain}>"


def reply_address(token: str) -> str:
    return _address(Way.REPLY, token)


def return_address(token: str) -> str:
    return _address(Way.BOUNCE, token)


def link_mark(token: str) -> str:
    """What stands in the links of a mail for whoever has it: nobody can guess one."""
    return token + _seal(_settings().secret_key, LINK, token)


def token_of_mark(mark: str) -> str | None:
    """The token behind a link's mark; None for one we did not make, and no question asked."""
    found = _MARK.fullmatch(mark)
    return found[1] if found and _is_sealed(LINK, found[1], found[2]) else None


def own_address(address: str) -> OwnAddress | None:
    """What `address` says about a mail of ours; None when it has not the form of one."""
    local, _, domain = address.strip().strip("<>").rpartition("@")
    if domain.lower() != _settings().inbound_domain.lower():
        return None
    for way, form in _LOCAL_PARTS.items():
        if found := form.fullmatch(local):
            token, seal = found[1].lower(), found[2].lower()
            return OwnAddress(way, token, is_genuine=_is_sealed(way, token, seal))
    return None


def token_of(message_id: str) -> str | None:
    """The token in a Message-ID of ours; None for anybody else's."""
    found = _MESSAGE_ID.fullmatch(message_id.strip())
    if not found or found[2].lower() != _settings().inbound_domain.lower():
        return None
    return found[1].lower()


def is_ours(address: str) -> bool:
    """Whether the portal itself writes under this address."""
    address = address.strip().lower()
    settings = _settings()
    return (
        address == settings.mail_from.lower()
        or address.rpartition("@")[2] == settings.inbound_domain.lower()
    )


def keyed_hashes(purpose: str, value: str) -> list[str]:
    """Hashes of `value` that nobody without a secret key can make; the current key's first."""
    settings = _settings()
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    return [_keyed(key, purpose, value).hex() for key in keys]


def _address(way: Way, token: str) -> str:
    settings = _settings()
    return f"{way}+{token}{_seal(settings.secret_key, way, token)}@{settings.inbound_domain}"


def _is_sealed(way: str, token: str, seal: str) -> bool:
    settings = _settings()
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    return any(hmac.compare_digest(_seal(key, way, token), seal) for key in keys)


def _seal(key: str, way: str, token: str) -> str:
    seal = base64.b32encode(_keyed(key, f"address:{way}", token)[:SEAL_LENGTH])
    return seal.decode().lower()[:SEAL_LENGTH]


def _keyed(key: str, purpose: str, value: str) -> bytes:
    return hmac.digest(_own_key(key, purpose), value.encode("utf-8", "surrogatepass"), "sha256")


@cache
def _own_key(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), f"portal.messages.{purpose}".encode(), "sha256")


def _settings() -> Settings:
    return current_app.extensions["portal_settings"]
