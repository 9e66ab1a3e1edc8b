"""Where mail is handed over, as PORTAL_SMTP_URL says.

    smtp://127.0.0.1:25                             in the clear
    smtp+starttls://user:secret@mail.example.com    encrypted after the greeting, port 587
    smtps://user:secret@mail.example.com            encrypted from the start, port 465

`?ca=/path/to/ca.pem` trusts that authority instead of the system's.
"""

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from portal.settings import NotConfigured

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


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
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise NotConfigured("PORTAL_SMTP_URL has a port that is no number") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotConfigured(
            "PORTAL_SMTP_URL must look like smtp://host:25, smtp+starttls://user:secret@host:587 "
            "or smtps://user:secret@host:465"
        )
    options = parse_qs(parts.query)
    if options.keys() - {"ca"}:
        raise NotConfigured(f"PORTAL_SMTP_URL knows the option ca, not {', '.join(options)}")
    server = MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        is_tls_from_start=parts.scheme == "smtps",
        is_tls_after_greeting=parts.scheme == "smtp+starttls",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        ca=options["ca"][-1] if "ca" in options else None,
    )
    if server.password and parts.scheme == "smtp" and not _is_this_machine(server.host):
        raise NotConfigured(
            "PORTAL_SMTP_URL would send the password in the clear: use smtps or smtp+starttls"
        )
    return server


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
