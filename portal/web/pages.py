"""What every template may count on: who reads, in which zone and theme, and the header."""

from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, url_for

from portal.access import me
from portal.manifest import domains
from portal.web.formatting import Reader
from portal.web.languages import LANGUAGES, in_each_language, language

THEMES = ("auto", "light", "dark")
TEXT_SIZES = ("normal", "large", "larger")
THEME_COOKIE = "theme"
TEXT_SIZE_COOKIE = "text-size"


@dataclass(frozen=True)
class NavLink:
    """An entry of the header as it stands on this page."""

    url: str
    icon: str
    text: str
    current: bool
    badge: int


def init_app(app: Flask) -> None:
    app.context_processor(_for_every_template)


def reader() -> Reader:
    """For whom this page is made; a mail's reader is set by whoever renders the mail."""
    if "reader" not in g:
        g.reader = Reader(zone=_zone(), locale=language().locale)
    return g.reader


def look() -> dict[str, str]:
    """Colours and size of text. Cookies keep them, so that an error page, and a page that is the
    same for everybody, need not ask who reads."""
    theme, size = request.cookies.get(THEME_COOKIE), request.cookies.get(TEXT_SIZE_COOKIE)
    return {
        "theme": theme if theme in THEMES else THEMES[0],
        "text_size": size if size in TEXT_SIZES else TEXT_SIZES[0],
    }


def _zone() -> tzinfo:
    own = getattr(me(), "time_zone", None) if request else None
    return ZoneInfo(own or current_app.extensions["portal_settings"].time_zone)


def _for_every_template() -> dict[str, Any]:
    ui = current_app.jinja_env.get_template("ui/ui.html").module
    if not request:
        return {"ui": ui, **_spoken()}
    return {
        "ui": ui,
        **_spoken(),
        **look(),
        "in_each_language": in_each_language,
        "theme_url": url_for("preferences.choose_theme"),
        "language_url": url_for("preferences.choose_language"),
        "me": SignedIn(),
        "nav": NavLinks(),
        "local_zone": str(reader().zone),
    }


def _spoken() -> dict[str, Any]:
    spoken = language()
    return {
        "lang": spoken.tag,
        "dir": spoken.direction,
        "languages_there": LANGUAGES.values(),
    }


class SignedIn:
    """Who reads the page, looked up only when a template asks: a public page never does."""

    @cached_property
    def _user(self) -> Any:
        return me()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._user, name)

    def __bool__(self) -> bool:
        return self._user.is_authenticated


class NavLinks:
    """The header's entries for whoever reads, made when the layout draws them."""

    def __iter__(self) -> Any:
        user = me()
        if not user.is_authenticated:
            return
        side = "desk" if user.is_staff else "customers"
        items = [
            item
            for domain in domains()
            for item in domain.nav
            if item.side == side and item.shown_to(user)
        ]
        urls = {item.endpoint: url_for(item.endpoint) for item in items}
        here = max(filter(_leads_here, urls.values()), key=len, default=None)
        for item in sorted(items, key=lambda item: item.order):
            url = urls[item.endpoint]
            yield NavLink(url, item.icon, item.text, url == here, item.badge(user))


def _leads_here(url: str) -> bool:
    return request.path == url or (url != "/" and request.path.startswith(f"{url}/"))
