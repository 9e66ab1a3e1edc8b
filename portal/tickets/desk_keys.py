"""The desk's single keys: what each does, which somebody changed, and whether they want any."""

from collections.abc import Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to
from portal.accounts.models import User
from portal.database import atomic, lock
from portal.tickets.desk import bp
from portal.web.rendering import render

KEYS = {
    "j": "Next concern",
    "k": "Previous concern",
    "p": "Open the next concern",
    "x": "Pick the concern",
    "a": "Assign to me",
    "e": "Solve",
    "s": "Snooze",
    "m": "Merge",
    "!": "Mark as spam",
    "z": "Undo",
    "r": "Reply",
    "n": "Internal note",
    "c": "Write a call down",
    "/": "Search",
    "?": "All keys",
}
"""Enter opens the concern by itself: the row is a link."""
OFF = "off"


def chosen(text: str | None) -> dict[str, str]:
    """Each key as this person has it: "jd kl" says that d does what j does, and l what k does."""
    changed = {pair[0]: pair[1] for pair in (text or "").split() if len(pair) == 2}
    return {key: changed.get(key, key) for key in KEYS}


@atomic()
def choose(user: User, *, keys: Mapping[str, str]) -> None:
    """Keep what differs from the keys as they are for everybody."""
    lock(user).desk_keys = (
        " ".join(f"{key}{own}" for key, own in keys.items() if key != own) or None
    )


@atomic()
def switch_off(user: User) -> None:
    lock(user).desk_keys = OFF


@bp.get("/keys")
@open_to(DESK)
def keys() -> ResponseReturnValue:
    own = me().desk_keys
    return _page(chosen(own), is_off=own == OFF)


@bp.post("/keys")
@open_to(DESK)
def choose_keys() -> ResponseReturnValue:
    if "on" not in request.form:
        switch_off(me())
        flash("Single keys are off")
        return redirect(url_for(".keys"), 303)
    typed = {key: request.form.get(f"key-{at}", key).strip() for at, key in enumerate(KEYS)}
    if wrong := _wrong(typed):
        return _page(typed, wrong=wrong, status=422)
    choose(me(), keys=typed)
    flash("Keys saved")
    return redirect(url_for(".keys"), 303)


def _wrong(typed: Mapping[str, str]) -> str:
    if any(len(own) != 1 or not own.isprintable() for own in typed.values()):
        return "Give each one key"
    if len(set(typed.values())) < len(typed):
        return "Give each another key"
    return ""


def _page(
    own: Mapping[str, str], *, is_off: bool = False, wrong: str = "", status: int = 200
) -> ResponseReturnValue:
    return render(
        "tickets/desk/keys.html",
        status=status,
        keys=KEYS,
        own=own,
        is_off=is_off,
        wrong=wrong,
        failed=bool(wrong),
    )
