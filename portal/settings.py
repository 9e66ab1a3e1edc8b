"""What those who operate the portal decide: read once at start, never changed afterwards."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
LEAST_SECRET_LENGTH = 32
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
    mail_from: str = ""
    inbound_domain: str = ""
    authserv_id: str = ""
    time_zone: str = "Europe/Amsterdam"
    trusted_proxies: int = 0
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
        demo = environ.get("PORTAL_DEMO", "") not in ("", "0")
        data = Path(environ.get("PORTAL_DATA") or ROOT / "var").resolve()
        port = environ.get("PORT") or "8000"
        base_url = (environ.get("PORTAL_BASE_URL") or "").rstrip("/")
        if not base_url:
            if not demo:
                raise NotConfigured(
                    "Set PORTAL_BASE_URL to the address customers use, like "
                    "https://help.example.com; links in e-mails are made from it."
                )
            base_url = f"http://localhost:{port}"
        if urlsplit(base_url).scheme not in ("http", "https") or not urlsplit(base_url).hostname:
            raise NotConfigured(f"PORTAL_BASE_URL is not a web address: {base_url}")
        host = urlsplit(base_url).hostname or "localhost"
        mail_host = host if "." in host else "portal.example.com"
        return cls(
            data=data,
            database_url=environ.get("PORTAL_DATABASE_URL") or f"sqlite:///{data}/portal.db",
            base_url=base_url,
            secret_key=_secret_key(environ, data, demo=demo),
            secret_key_fallbacks=tuple(environ.get("PORTAL_SECRET_KEY_FALLBACKS", "").split()),
            smtp_url=environ.get("PORTAL_SMTP_URL") or "smtp://127.0.0.1:25",
            mail_from=environ.get("PORTAL_MAIL_FROM") or f"help@{mail_host}",
            inbound_domain=environ.get("PORTAL_INBOUND_DOMAIN") or f"in.{mail_host}",
            authserv_id=environ.get("PORTAL_AUTHSERV_ID") or mail_host,
            time_zone=environ.get("PORTAL_TIME_ZONE") or "Europe/Amsterdam",
            trusted_proxies=int(environ.get("PORTAL_TRUSTED_PROXIES") or 0),
            demo=demo,
            brand=_brand(environ, demo=demo),
        )


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
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _brand(environ: Mapping[str, str], *, demo: bool) -> Brand:
    defaults = (
        Brand(
            name="Marlow Cycles",
            place="Nijmegen",
            hours="Help desk: weekdays 9:00–17:30",
            contact="help@marlow.example.com",
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
        logo=Path(logo) if logo else None,
        hue=float(environ.get("PORTAL_BRAND_HUE") or defaults.hue),
        chroma=min(0.10, float(environ.get("PORTAL_BRAND_CHROMA") or defaults.chroma)),
    )
