"""The first page: the customer's own, a welcome for visitors, and the way to the desk for staff."""

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import CUSTOMERS, EVERYONE, me, open_to
from portal.home import arranging, drawing, starting
from portal.home.greeting import greeting, lede
from portal.home.layout import Place
from portal.web.pages import reader
from portal.web.rendering import render, wants_fragment

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to(EVERYONE)
def index() -> ResponseReturnValue:
    user = me()
    if user.is_staff:
        return redirect("/desk", 303)
    if not user.is_authenticated:
        return render("home/welcome.html")
    turn = drawing.most_urgent_turn(user)
    statuses = drawing.statuses(user)
    everything, tiles = arranging.layout_of(user), starting.tiles()
    asked = [*everything.names, *everything.new]
    contents = drawing.contents((tiles[name] for name in asked), user)
    page = everything.of(contents)
    return render(
        "home/index.html",
        greeting=greeting(user.given_name, clock.now().astimezone(reader().zone)),
        lede=lede(statuses, waits=turn is not None),
        turn=turn,
        tiles=[drawing.drawn(place, contents[place.name]) for place in page.shown],
        new=[tiles[name] for name in page.new],
    )


@bp.get("/tiles/<name>")
@open_to(CUSTOMERS)
def tile(name: str) -> ResponseReturnValue:
    """One tile by itself: for those that failed, or take their time."""
    offered = starting.tiles()
    if name not in offered:
        abort(404)
    user = me()
    place = arranging.layout_of(user).place(name) or Place(name)
    found = drawing.content(offered[name], user)
    shown = drawing.drawn(place, found) if found else None
    if wants_fragment() and shown:
        return render("home/_tile.html", drawn=shown)
    if wants_fragment():
        return render("home/_empty_tile.html", place=place, tile=offered[name])
    return render("home/tile.html", drawn=shown, place=place, tile=offered[name])
