"""What those who operate the portal decide: read once at start, never changed afterwards."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent
LEAST_SECRET_LENGTH = 32
DEMO_MARK = "demo"
"""A file in the data folder of a demo: the address it runs at."""
ENCODERS = ("none", "use")
KNOWN_SECRETS = frozenset({"change-me", "changeme", "secret", "dev", "development", "default"})


class NotConfigured(Exception):
    """The portal will not start like this; the text says which setting to mend."""


@dataclass(frozen=True, kw_only=True)
class Brand:
    """The company whose portal this is. Two numbers (OKLCH hue and chroma) colour all of it."""

    name: str = "Your company"
    place: str = ""
    hours: str = ""
    contact: str = ""
    logo: Path | None = None
    hue: float = 212
    chroma: float = 0.085


@dataclass(frozen=True, kw_only=True)
class Settings:
    data: Path
    database_url: str
    base_url: str
    secret_key: str
    secret_key_fallbacks: tuple[str, ...] = ()
    smtp_url: str = "smtp://127.0.0.1:25"
    imap_url: str = ""
    bulk_connections: int = 4
    """So many conversations with the mail server a worker has at once, for mails in bulk."""
    bulk_per_minute: int = 0
    """So many such mails leave in a minute, of all workers together; 0: as many as it takes."""
    mail_from: str = ""
    inbound_domain: str = ""
    authserv_id: str = ""
    time_zone: str = "Europe/Amsterdam"
    trusted_proxies: int = 0
    encoder: str = "none"
    """What reads the meaning of concerns beside their words: "none", or "use" with the extra."""
    demo: bool = False
    brand: Brand = field(default_factory=Brand)

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def files(self) -> Path:
        return self.data / "files"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the PORTAL_* variables. Raises NotConfigured where a real portal would be unsafe."""
        data = Path(environ.get("PORTAL_DATA") or ROOT / "var").resolve()
        demo = _is_demo(environ, data)
        base_url = (environ.get("PORTAL_BASE_URL") or "").rstrip("/")
        if not base_url:
            if not demo:
                raise NotConfigured(
                    "Set PORTAL_BASE_URL to the address customers use, like "
                    "https://help.example.com; links in e-mails are made from it."
                )
            base_url = _demo_address(environ, data)
        if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
            raise NotConfigured(f"PORTAL_BASE_URL is not a web address: {base_url}")
        host = urlsplit(base_url).hostname or "localhost"
        mail_host = host if "." in host else "portal.example.com"
        mail_host = "marlow.example.com" if demo else mail_host
        return cls(
            data=data,
            database_url=environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{data}/portal.db",
            base_url=base_url,
            secret_key=_secret_key(environ, data, demo=demo),
            secret_key_fallbacks=tuple(environ.get("PORTAL_SECRET_KEY_FALLBACKS", "").split()),
            smtp_url=environ.get("PORTAL_SMTP_URL") or "smtp://127.0.0.1:25",
            imap_url=environ.get("PORTAL_IMAP_URL") or "",
            bulk_connections=max(1, int(_number(environ, "PORTAL_BULK_CONNECTIONS", 4))),
            bulk_per_minute=max(0, int(_number(environ, "PORTAL_BULK_PER_MINUTE", 0))),
            mail_from=environ.get("PORTAL_MAIL_FROM") or f"help@{mail_host}",
            inbound_domain=environ.get("PORTAL_INBOUND_DOMAIN") or f"in.{mail_host}",
            authserv_id=environ.get("PORTAL_AUTHSERV_ID") or mail_host,
            time_zone=_time_zone(environ),
            trusted_proxies=int(_number(environ, "PORTAL_TRUSTED_PROXIES", 0)),
            encoder=_encoder(environ),
            demo=demo,
            brand=_brand(environ, demo=demo),
        )


def _is_demo(environ: Mapping[str, str], data: Path) -> bool:
    """Asked for, or nothing is configured and the folder is one that a demo made."""
    asked = environ.get("PORTAL_DEMO", "")
    if asked:
        return asked != "0"
    is_configured = environ.get("PORTAL_BASE_URL") or environ.get("PORTAL_SECRET_KEY")
    return not is_configured and (data / DEMO_MARK).exists()


def _demo_address(environ: Mapping[str, str], data: Path) -> str:
    """Where the demo runs: on the port asked for, else where it ran last."""
    mark = data / DEMO_MARK
    if "PORT" not in environ and mark.exists():
        return mark.read_text().strip()
    return f"http://localhost:{environ.get('PORT') or 8000}"


def _time_zone(environ: Mapping[str, str]) -> str:
    name = environ.get("PORTAL_TIME_ZONE") or "Europe/Amsterdam"
    try:
        return ZoneInfo(name).key
    except (ValueError, ZoneInfoNotFoundError):
        problem = f"PORTAL_TIME_ZONE is no time zone like Europe/Amsterdam: {name}"
        raise NotConfigured(problem) from None


def _encoder(environ: Mapping[str, str]) -> str:
    name = environ.get("PORTAL_ENCODER") or "none"
    if name not in ENCODERS:
        raise NotConfigured(f"PORTAL_ENCODER is none of {', '.join(ENCODERS)}: {name}")
    return name


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(environ.get(name) or default)
    except ValueError:
        raise NotConfigured(f"{name} is no number: {environ[name]}") from None


def _secret_key(environ: Mapping[str, str], data: Path, *, demo: bool) -> str:
    key = environ.get("PORTAL_SECRET_KEY", "")
    if key or not demo:
        if len(key) < LEAST_SECRET_LENGTH or key.lower() in KNOWN_SECRETS:
            raise NotConfigured(
                f"Set PORTAL_SECRET_KEY to at least {LEAST_SECRET_LENGTH} random characters, "
                'for example from: python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
        return key
    return _kept_secret(data / "secret-key")


def _kept_secret(path: Path) -> str:
    """The demo's own key, made at the first start. Two processes may race: the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text().strip()


def _brand(environ: Mapping[str, str], *, demo: bool) -> Brand:
    defaults = (
        Brand(
            name="Marlow Cycles",
            place="Nijmegen",
            hours="Help desk: weekdays 9:00–17:30",
            contact="help@marlow.example.com",
            logo=ROOT / "static" / "img" / "marlow.svg",
        )
        if demo
        else Brand()
    )
    logo = environ.get("PORTAL_BRAND_LOGO")
    return Brand(
        name=environ.get("PORTAL_BRAND_NAME") or defaults.name,
        place=environ.get("PORTAL_BRAND_PLACE") or defaults.place,
        hours=environ.get("PORTAL_BRAND_HOURS") or defaults.hours,
        contact=environ.get("PORTAL_BRAND_CONTACT") or defaults.contact,
        logo=Path(logo) if logo else defaults.logo,
        hue=_number(environ, "PORTAL_BRAND_HUE", defaults.hue),
        chroma=min(0.10, _number(environ, "PORTAL_BRAND_CHROMA", defaults.chroma)),
    )
