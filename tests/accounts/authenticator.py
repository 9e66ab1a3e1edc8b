"""A device that makes and uses passkeys: what browsers send, and what thieves would."""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "https://portal.example.com"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Authenticator:
    """Holds one passkey. Everything it says can be bent by a test."""

    def __init__(self, *, origin: str = ORIGIN, host: str = "portal.example.com") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.handle = ""
        self.origin, self.host = origin, host
        self.count = 1
        self.flags = PRESENT | VERIFIED

    def make(self, options: str) -> str:
        """The answer to registering."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(self.flags | ATTESTED) + attested + self._public_key()
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        signed = self._client_data("webauthn.create", asked["challenge"])
        return self._answer(attestationObject=text(attestation), clientDataJSON=text(signed))

    def sign(self, options: str, **more: str) -> str:
        """The answer to signing in."""
        self.count += 1
        data = self._data(self.flags)
        signed = self._client_data("webauthn.get", json.loads(options)["challenge"])
        signature = self.key.sign(data + hashlib.sha256(signed).digest(), ec.ECDSA(hashes.SHA256()))
        said = {
            "authenticatorData": text(data),
            "clientDataJSON": text(signed),
            "signature": text(signature),
            "userHandle": self.handle,
        }
        return self._answer(**(said | more))

    def _answer(self, **response: str) -> str:
        credential_id = text(self.credential_id)
        return json.dumps(
            {
                "id": credential_id,
                "rawId": credential_id,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )

    def _data(self, flags: int) -> bytes:
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
