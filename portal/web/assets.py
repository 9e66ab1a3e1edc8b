"""Stylesheet, scripts, fonts and pictures, read once at start-up and served from memory.

Every file has the hash of its content in its name, so a browser may keep it for ever.
"""

import hashlib
import mimetypes
import posixpath
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import brotli
from flask import Response, abort, request
from markupsafe import Markup, escape

from portal.access import EVERYONE, open_to
from portal.web.colours import brand_stylesheet, mail_palette

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
STYLESHEET = "css/app.css"
BRAND_STYLESHEET = "css/brand.css"
SPRITE = "img/icons.svg"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".webp": "image/webp",
    ".jpg": "image/jpeg",
}
COMPRESSIBLE = {".css", ".js", ".svg"}
# These point the way of reading, so they turn round in right-to-left pages.
DIRECTIONAL = {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "reply", "send"}


@dataclass
class Asset:
    """One file in memory. Its compressed forms are made when a browser first asks for them."""

    name: str
    body: bytes
    digest: str
    compressed: dict[str, bytes] = field(default_factory=dict)

    @property
    def suffix(self) -> str:
        return posixpath.splitext(self.name)[1]

    @property
    def hashed_name(self) -> str:
        stem, suffix = posixpath.splitext(self.name)
        return f"{stem}.{self.digest}{suffix}"

    @property
    def media_type(self) -> str:
        return TYPES.get(self.suffix) or mimetypes.guess_type(self.name)[0] or "text/plain"

    def encoded(self, encoding: str) -> bytes:
        if encoding not in self.compressed:
            self.compressed[encoding] = (
                brotli.compress(self.body) if encoding == "br" else _gzip(self.body)
            )
        return self.compressed[encoding]


class Assets:
    """The look's files by name (`css/app.css`, `js/app.js`), and the addresses they live at."""

    def __init__(
        self,
        static_folder: Path,
        brand_hue: float,
        brand_chroma: float,
        *,
        logo: Path | None = None,
        prefix: str = "/static/",
    ) -> None:
        self.prefix = prefix
        self.palette = mail_palette(brand_hue, brand_chroma)
        self._by_name: dict[str, Asset] = {}
        self._by_hashed_name: dict[str, Asset] = {}
        self._icons: dict[tuple[str, str, str], Markup] = {}
        for path in sorted(static_folder.rglob("*")):
            if path.suffix in TYPES and path.suffix != ".css":
                self._add(path.relative_to(static_folder).as_posix(), path.read_bytes())
        sources = sorted((static_folder / "css").glob("*.css"))
        self._add(STYLESHEET, self._stylesheet(sources).encode())
        self._add(BRAND_STYLESHEET, brand_stylesheet(brand_hue, brand_chroma).encode())
        self.logo_url = self._add_logo(logo) if logo else None
        sprite = self._by_name[SPRITE].body.decode()
        self.icon_names = frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite))

    def url(self, name: str) -> str:
        """The address of a file, for ever its own; an unknown name raises KeyError."""
        return self.prefix + self._by_name[name].hashed_name

    def icon(self, name: str, label: str = "", cls: str = "") -> Markup:
        """An icon of the sprite: decoration beside a text, or a picture with its own label."""
        key = (name, label, cls)
        if key not in self._icons:
            if name not in self.icon_names:
                raise KeyError(f"{SPRITE} has no icon {name!r}")
            classes = " ".join(filter(None, ("icon", name in DIRECTIONAL and "icon--dir", cls)))
            voice = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
            self._icons[key] = Markup(
                f'<svg class="{classes}" {voice}><use href="{self.url(SPRITE)}#{name}"/></svg>'
            )
        return self._icons[key]

    @open_to(EVERYONE)
    def serve(self, name: str) -> Response:
        """A file by its hashed name. By its plain or an outdated name it comes uncached instead."""
        asset = self._by_hashed_name.get(name)
        age = FOR_EVER
        if asset is None:
            asset = self._by_name.get(re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", name))
            age = ASK_AGAIN
        if asset is None:
            abort(404)
        response = Response(mimetype=asset.media_type)
        response.headers["Content-Type"] = asset.media_type
        response.headers["Cache-Control"] = age
        response.headers["X-Content-Type-Options"] = "nosniff"
        encoding = None
        if asset.suffix in COMPRESSIBLE:
            response.vary.add("Accept-Encoding")
            encoding = request.accept_encodings.best_match(["br", "gzip"])
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.set_data(asset.encoded(encoding) if encoding else asset.body)
        response.set_etag(f"{asset.digest}-{encoding or 'plain'}")
        return response.make_conditional(request)

    def _add(self, name: str, body: bytes) -> None:
        asset = Asset(name, body, hashlib.sha256(body).hexdigest()[:12])
        self._by_name[name] = self._by_hashed_name[asset.hashed_name] = asset

    def _add_logo(self, logo: Path) -> str:
        name = f"brand/logo{logo.suffix.lower()}"
        if logo.suffix.lower() not in TYPES:
            raise ValueError(f"the logo must be one of {', '.join(sorted(TYPES))}: {logo}")
        self._add(name, logo.read_bytes())
        return self.url(name)

    def _stylesheet(self, sources: list[Path]) -> str:
        css = squeeze("\n".join(path.read_text() for path in sources))
        return re.sub(r'url\("\.\./([^"]+)"\)', self._hashed_reference, css)

    def _hashed_reference(self, match: re.Match[str]) -> str:
        return f'url("../{self._by_name[match[1]].hashed_name}")'


def squeeze(css: str) -> str:
    """The same stylesheet without comments and needless blanks."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,])\s*", r"\1", css).replace(";}", "}").strip()


def _gzip(body: bytes) -> bytes:
    # wbits 31 writes the gzip header without a time, so the same file is always the same bytes
    squeezer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeezer.compress(body) + squeezer.flush()
