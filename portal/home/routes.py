"""The first page: the customer's own, a welcome for visitors, and the way to the desk for staff."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal import clock
from portal.access import EVERYONE, me, open_to
from portal.home.greeting import greeting, lede
from portal.manifest import Tile, Turn, domains
from portal.web.pages import THEME_COOKIE, THEMES, reader
from portal.web.rendering import render

bp = Blueprint("home", __name__)
YEAR_SECONDS = 31_536_000


@bp.get("/")
@open_to(EVERYONE)
def index() -> ResponseReturnValue:
    user = me()
    if user.is_staff:
        return redirect("/desk", 303)
    if not user.is_authenticated:
        return render("home/welcome.html")
    turn = _most_urgent_turn(user)
    statuses = [
        said for domain in domains() for status in domain.statuses if (said := status(user))
    ]
    return render(
        "home/index.html",
        greeting=greeting(user.given_name, clock.now().astimezone(reader().zone)),
        lede=lede(statuses, waits=turn is not None),
        turn=turn,
        tiles=_tiles(user),
    )


@bp.post("/theme")
@open_to(EVERYONE)
def choose_theme() -> ResponseReturnValue:
    """Keep day, night or the device's own in a cookie, and go back to where they were."""
    answer = redirect(_where_they_were(), 303)
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            THEME_COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return answer


def _most_urgent_turn(user: Any) -> Turn | None:
    turns = [found for domain in domains() for turn in domain.turns if (found := turn(user))]
    return max(turns, key=lambda turn: turn.urgency, default=None)


def _tiles(user: Any) -> list[tuple[Tile, dict[str, Any], Markup]]:
    tiles = [tile for domain in domains() for tile in domain.home_tiles]
    return [
        (tile, context, Markup(render_template(tile.template, **context)))
        for tile in sorted(tiles, key=lambda tile: tile.order)
        if (context := tile.context(user)) is not None
    ]


def _where_they_were() -> str:
    """The page that held the form. Only ever one of ours that can be visited, else home."""
    came_from = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    is_ours = came_from.netloc == request.host and not came_from.path.startswith("//")
    if not is_ours or adapter is None or not adapter.test(came_from.path or "/", method="GET"):
        return url_for(".index")
    return came_from._replace(scheme="", netloc="", fragment="").geturl() or url_for(".index")
