"""Where mail is handed over, as PORTAL_SMTP_URL says, and fetched, as PORTAL_IMAP_URL does.

    smtp://127.0.0.1:25                             in the clear
    smtp+starttls://user:secret@mail.example.com    encrypted after the greeting, port 587
    smtps://user:secret@mail.example.com            encrypted from the start, port 465
    imaps://user:secret@mail.example.com/Folder     port 993; without a folder: INBOX

`?ca=/path/to/ca.pem` trusts that authority instead of the system's.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from portal.settings import NotConfigured

SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imap+starttls": 143, "imaps": 993}
INBOX = "INBOX"


@dataclass(frozen=True)
class MailServer:
    host: str
    port: int
    is_tls_from_start: bool = False
    is_tls_after_greeting: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str | None = None

    @property
    def name(self) -> str:
        """How people on call know it; never with the password."""
        return f"{self.host}:{self.port}"

    def tls(self) -> ssl.SSLContext:
        """Certificate and name are verified. The context of a private authority trusts only it."""
        return ssl.create_default_context(cafile=self.ca)


def mail_server(url: str) -> MailServer:
    """Read the address of the mail server. Raises NotConfigured where it would be unsafe."""
    return _read(url, SMTP_PORTS, "PORTAL_SMTP_URL")


def imap_server(url: str) -> tuple[MailServer, str]:
    """Read the address of the mailbox, and its folder. Raises NotConfigured like `mail_server`."""
    folder = unquote(urlsplit(url).path).strip("/") or INBOX
    if not folder.isprintable() or '"' in folder or "\\" in folder:
        raise NotConfigured("PORTAL_IMAP_URL names a folder with a quote in it")
    return _read(url, IMAP_PORTS, "PORTAL_IMAP_URL"), folder


def _read(url: str, ports: Mapping[str, int], setting: str) -> MailServer:
    parts = urlsplit(url)
    plain, starttls, tls = ports
    try:
        port = parts.port
    except ValueError:
        raise NotConfigured(f"{setting} has a port that is no number") from None
    if parts.scheme not in ports or not parts.hostname:
        raise NotConfigured(
            f"{setting} must look like {plain}://host:{ports[plain]}, "
            f"{starttls}://user:secret@host:{ports[starttls]} "
            f"or {tls}://user:secret@host:{ports[tls]}"
        )
    options = parse_qs(parts.query)
    if options.keys() - {"ca"}:
        raise NotConfigured(f"{setting} knows the option ca, not {', '.join(options)}")
    server = MailServer(
        host=parts.hostname,
        port=port or ports[parts.scheme],
        is_tls_from_start=parts.scheme == tls,
        is_tls_after_greeting=parts.scheme == starttls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ca=options["ca"][-1] if "ca" in options else None,
    )
    if server.password and parts.scheme == plain and not _is_this_machine(server.host):
        raise NotConfigured(
            f"{setting} would send the password in the clear: use {tls} or {starttls}"
        )
    return server


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
