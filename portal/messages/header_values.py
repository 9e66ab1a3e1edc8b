"""What may stand in a header line of a mail that leaves, and how it is written there.

A line break in a name or a subject would start a header of the attacker's own; so would one that
some program on the way takes for a line break (U+0085, U+2028). None of it leaves.
"""

import base64
import re

import idna

_BREAKS_OUT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}@[!-;=?-~]{1,240}>")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LINE = 76
_BYTES_OF_A_WORD = 39


def is_safe(value: str) -> bool:
    return not _BREAKS_OUT.search(value)


def made_visible(value: str) -> str:
    """The value with whatever could break out of a header written as `\\u000d`."""
    return _BREAKS_OUT.sub(lambda found: f"\\u{ord(found[0]):04x}", value)


def deliverable(address: str) -> str:
    """The one address as it goes to the mail server, domain in A-labels; empty when it is none."""
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except (UnicodeError, idna.IDNAError):
            return ""
    if not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return ""
    return f"{local}@{domain}"


def is_message_id(value: str) -> bool:
    """Short and plain enough to be repeated in our own header lines."""
    return bool(_MESSAGE_ID.fullmatch(value))


def words(name: str, value: str) -> str:
    """The line `name: value` for free text, folded, with other than ASCII in encoded words.

    Text that only looks like an encoded word is encoded too, or a reader's program would decode
    what the writer never meant.
    """
    if value.isascii() and "=?" not in value:
        return _folded(name, value.split())
    return _folded(name, _encoded_words(" ".join(value.split())))


def mailbox(name: str, person: str, address: str) -> str:
    """The line `name: person <address>`."""
    if not person:
        return _folded(name, [f"<{address}>"])
    if not person.isascii() or "=?" in person:
        return _folded(name, [*_encoded_words(person), f"<{address}>"])
    if not _ATOMS.fullmatch(person):
        quoted = person.replace("\\", "\\\\").replace('"', '\\"')
        return _folded(name, [*f'"{quoted}"'.split(), f"<{address}>"])
    return _folded(name, [*person.split(), f"<{address}>"])


def ids(name: str, message_ids: list[str]) -> str:
    """The line of ids, folded between them and nowhere else."""
    return _folded(name, message_ids)


def _folded(name: str, pieces: list[str]) -> str:
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > _LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {piece}"
    return "\r\n".join(lines)


def _encoded_words(text: str) -> list[str]:
    """Encoded words short enough for one line each, no character cut in two."""
    found, piece = [], b""
    for character in text:
        encoded = character.encode()
        if len(piece) + len(encoded) > _BYTES_OF_A_WORD:
            found.append(piece)
            piece = b""
        piece += encoded
    return [f"=?utf-8?b?{base64.b64encode(each).decode()}?=" for each in [*found, piece] if each]
