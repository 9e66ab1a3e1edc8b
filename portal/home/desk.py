"""How the pages of each segment begin: staff try it, see it, and save it."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange

from portal.access import me, open_to
from portal.home import drawing, starting
from portal.home.layout import MOST_SHOWN, Own, Place, Start, laid_out
from portal.home.policy import LAYING_OUT
from portal.home.routes import bp
from portal.manifest import Segment
from portal.web.forms import PortalForm
from portal.web.rendering import render

SIZES = {"away": "Not on the page", "narrow": "Narrow", "wide": "Wide"}


@bp.get("/desk/layouts")
@open_to(LAYING_OUT)
def layouts() -> ResponseReturnValue:
    found = [
        (segment, starting.kept_for(segment), _titles(starting.start_of(segment)))
        for segment in starting.segments()
    ]
    return render("home/desk/layouts.html", segments=found)


@bp.route("/desk/layouts/<segment>", methods=["GET", "POST"])
@open_to(LAYING_OUT)
def starting_layout(segment: str) -> ResponseReturnValue:
    of = _segment(segment)
    start = starting.start_of(of)
    form = _form_for(start, request.form if request.method == "POST" else None)
    if request.method == "POST":
        if not form.validate():
            return _page(of, form, start, status=422)
        start = _asked(form)
        if request.form.get("do") == "save":
            starting.suggest(of, start, by=me())
            flash(f"Pages of “{of.title}” begin like this from now on.")
            return redirect(url_for(".layouts"), 303)
    return _page(of, form, start)


@bp.post("/desk/layouts/<segment>/forget")
@open_to(LAYING_OUT)
def forget_layout(segment: str) -> ResponseReturnValue:
    of = _segment(segment)
    starting.forget(of)
    flash(f"Pages of “{of.title}” begin as the tiles are ordered.")
    return redirect(url_for(".layouts"), 303)


def _segment(name: str) -> Segment:
    found = next((each for each in starting.segments() if each.name == name), None)
    return found or abort(404)


def _page(
    segment: Segment, form: PortalForm, start: Start, *, status: int = 200
) -> ResponseReturnValue:
    """The preview says what stands where for a sample customer, and nothing of what is theirs."""
    tiles, sample = starting.tiles(), starting.sample(segment)
    page = laid_out(start, Own(), list(tiles))
    filled = drawing.contents(tiles.values(), sample) if sample else dict.fromkeys(tiles)
    return render(
        "home/desk/layout.html",
        status=status,
        segment=segment,
        form=form,
        tiles=tiles,
        sample=sample,
        shown=page.of(filled).shown,
        empty=[tiles[name].title for name in page.names if name not in filled],
        kept=starting.kept_for(segment),
        most=MOST_SHOWN,
    )


def _form_for(start: Start, given: Any) -> PortalForm:
    """A place and a size for each tile; those left out come last."""
    tiles = starting.tiles()
    names = [place.name for place in start.places if place.name in tiles]
    names += [name for name in tiles if name not in names]
    fields: dict[str, Any] = {}
    for at, name in enumerate(names, start=1):
        place, title = start.place(name), tiles[name].title
        size = "away" if place is None else "wide" if place.is_wide else "narrow"
        in_list = NumberRange(1, len(names), f"Choose a place from 1 to {len(names)}")
        fields[f"place-{name}"] = IntegerField(f"Place of {title}", [in_list], default=at)
        fields[f"size-{name}"] = SelectField(f"Size of {title}", choices=SIZES, default=size)
    return type("StartForm", (PortalForm,), fields)(given)


def _asked(form: PortalForm) -> Start:
    names = sorted(starting.tiles(), key=lambda name: form[f"place-{name}"].data)
    sizes = {name: form[f"size-{name}"].data for name in names}
    shown = tuple(Place(name, sizes[name] == "wide") for name in names if sizes[name] != "away")
    return Start(shown, frozenset(name for name in names if sizes[name] == "away"))


def _titles(start: Start) -> list[str]:
    tiles = starting.tiles()
    return [str(tiles[place.name].title) for place in start.places if place.name in tiles]
