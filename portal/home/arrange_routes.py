"""Arranging one's page: it as it will be, and a button for each step."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, me, open_to
from portal.home import arranging, drawing, starting
from portal.home.forms import StepForm
from portal.home.layout import MOST_SHOWN, Layout
from portal.home.moves import DONE, Move, NotPossible, Step
from portal.home.routes import bp
from portal.web.languages import _
from portal.web.rendering import render, wants_fragment

SAID = "arranged"
FORGED = {"tile", "move", "count", "csrf_token"}
FIRST_BUTTON = "earlier"
BUTTON_OF = {
    Move.WIDER: "size",
    Move.NARROWER: "size",
    Move.PIN: "pin",
    Move.UNPIN: "pin",
    Move.SHOW: FIRST_BUTTON,
}


@bp.get("/arrange")
@open_to(CUSTOMERS)
def arrange() -> ResponseReturnValue:
    said = cookie.pop(SAID, None) or {}
    return _page(said.get("text", ""), said.get("focus", ""))


@bp.post("/arrange")
@open_to(CUSTOMERS)
def take_step() -> ResponseReturnValue:
    form, tiles = StepForm(request.form), starting.tiles()
    if not form.validate() or form.tile.data not in tiles:
        return _refused(form)
    step = Step(form.tile.data, Move(form.move.data), form.count.data or 1, form.title.data or "")
    user = me()
    filled = drawing.contents(tiles.values(), user)
    before = arranging.layout_of(user).of(filled)
    try:
        arranging.take(step, by=user, filled=filled)
    except NotPossible as why:
        text = _say(why.sentence, step.tile, before)
        return _done(text, _focus(step, before), refused=step.move is Move.SHOW)
    after = arranging.layout_of(user).of(filled)
    text = _say(DONE[step.move], step.tile, after)
    if request.form.get("from") == "home":
        flash({"text": text, "url": url_for(".undo_step"), "action": _("Undo")})
        return redirect(url_for(".index"), 303)
    return _done(text, _focus(step, before if step.move is Move.HIDE else after))


@bp.post("/arrange/undo")
@open_to(CUSTOMERS)
def undo_step() -> ResponseReturnValue:
    is_undone = arranging.undo(by=me())
    text = _("The last step is taken back.") if is_undone else _("There is no step to take back.")
    return _done(text, "arrange-undo")


@bp.post("/arrange/reset")
@open_to(CUSTOMERS)
def reset() -> ResponseReturnValue:
    is_reset = arranging.reset(by=me())
    text = (
        _("Your page is as we suggest it again.")
        if is_reset
        else _("Your page is as we suggest it already.")
    )
    return _done(text, "arrange-reset")


def _done(text: str, focus: str, *, refused: bool = False) -> ResponseReturnValue:
    """Say what happened and stay at the button: at once for htmx, else on the page that follows."""
    if refused:
        return _page(text, focus, status=409)
    if wants_fragment():
        return _page(text, focus)
    cookie[SAID] = {"text": text, "focus": focus}
    return redirect(url_for(".arrange"), 303)


def _refused(form: StepForm) -> ResponseReturnValue:
    if not FORGED & form.errors.keys() and form.tile.data in starting.tiles():
        return _page(str(form.title.errors[0]), f"arrange-{form.tile.data}-rename", status=422)
    return _page(_("There is no such step. Your page is as it was."), "", status=422)


def _page(text: str, focus: str, *, status: int = 200) -> ResponseReturnValue:
    user, tiles = me(), starting.tiles()
    contents = drawing.contents(tiles.values(), user)
    everything = arranging.layout_of(user)
    page = everything.of(contents)
    known = {*page.names, *page.put_away, *page.new}
    return render(
        "home/arrange.html",
        fragment="arranging",
        status=status,
        said=text,
        failed=status != 200,
        focus=focus,
        takes_focus="data-focus" if wants_fragment() else "autofocus",
        tiles=[drawing.drawn(place, contents[place.name]) for place in page.shown],
        put_away=[tiles[name] for name in page.put_away],
        new=[tiles[name] for name in page.new],
        empty=[tiles[name] for name in everything.names if name not in known],
        most=MOST_SHOWN,
        can_undo=arranging.can_undo(user),
        is_own=bool(arranging.own_choices(user).kept()),
    )


def _say(sentence: Any, name: str, page: Layout) -> str:
    place = page.place(name)
    title = (place and place.title) or starting.tiles()[name].title
    at = page.names.index(name) + 1 if place else 0
    words = {"name": title, "place": at, "count": len(page.shown), "most": MOST_SHOWN}
    return str(sentence) % words


def _focus(step: Step, page: Layout) -> str:
    """The button that was pressed; after hiding, the same one of the next tile."""
    names = page.names
    if step.move is Move.HIDE and step.tile in names:
        at = names.index(step.tile)
        near = names[at + 1 : at + 2] or names[max(0, at - 1) : at]
        return f"arrange-{near[0]}-hide" if near else f"arrange-{step.tile}-show"
    if step.move is Move.SHOW and step.tile not in names:
        return f"arrange-{step.tile}-show"
    return f"arrange-{step.tile}-{BUTTON_OF.get(step.move, step.move.value)}"
