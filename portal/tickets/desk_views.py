"""Views with a name: keeping the filters that stand in the address, and putting them in order."""

from urllib.parse import parse_qsl

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, get_or_404, me, open_to
from portal.database import session
from portal.tickets import saved_views
from portal.tickets.desk import bp, in_address, queue_at
from portal.tickets.saved_views import LONGEST_NAME, TooManyViews
from portal.tickets.view_models import SavedView
from portal.web.rendering import render


@bp.get("/views")
@open_to(DESK)
def views() -> ResponseReturnValue:
    return _page()


@bp.post("/views")
@open_to(DESK)
def save_view() -> ResponseReturnValue:
    name = _name()
    if not name:
        return _page("Give the view a name", status=422)
    # Read and written anew, so that only what we know is kept.
    asked = queue_at(dict(parse_qsl(request.form.get("filters", "").lstrip("?"))))
    filters = in_address(asked, with_place=False)
    try:
        saved_views.save(name, filters=filters.lstrip("?"), by=me())
    except TooManyViews:
        return _page("Delete a view first: you have as many as fit", status=422)
    flash(f"Saved as {name}")
    return redirect(url_for(".queue") + filters, 303)


@bp.post("/views/<int(max=2147483647):view_id>")
@open_to(DESK)
def change_view(view_id: int) -> ResponseReturnValue:
    view = get_or_404(saved_views.changeable_by(me()).where(SavedView.id == view_id))
    do = request.form.get("do", "")
    if do == "rename":
        if not (name := _name()):
            return _page("Give the view a name", status=422)
        saved_views.rename(view, name=name)
    elif do in ("pin", "unpin"):
        saved_views.pin(view, is_pinned=do == "pin")
    elif do in ("share", "unshare"):
        if not saved_views.may_share(me()):
            abort(403)
        saved_views.share(view, is_shared=do == "share")
    elif do == "up":
        saved_views.move_up(view)
    elif do == "delete":
        saved_views.delete(view)
        flash("The view is gone. Its concerns are where they were")
    else:
        return _page("That is no longer a choice. Choose again", status=422)
    return redirect(url_for(".views"), 303)


def _page(wrong: str = "", *, status: int = 200) -> ResponseReturnValue:
    changeable = {view.id for view in session.scalars(saved_views.changeable_by(me()))}
    return render(
        "tickets/desk/views.html",
        status=status,
        wrong=wrong,
        failed=bool(wrong),
        views=session.scalars(saved_views.seen_by(me())).all(),
        changeable=changeable,
        may_share=saved_views.may_share(me()),
    )


def _name() -> str:
    name = "".join(letter for letter in request.form.get("name", "") if letter.isprintable())
    return " ".join(name.split())[:LONGEST_NAME]
