"""The customer's page, made of a draft: for staff only, and marked so."""

import threading
from collections import OrderedDict

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to
from portal.building.compiling import Ready, folder, ready
from portal.building.desk import bp
from portal.building.models import ModelVersion
from portal.building.opened import Opened, read
from portal.building.pictures import Picture
from portal.building.policy import EDITORS
from portal.building.routes import Visit, refuse_too_much
from portal.configurator import publishing
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import Unsound

SECONDS = 1.0
KEPT = 8
_searched: "OrderedDict[str, Ready]" = OrderedDict()
_lock = threading.Lock()


@bp.get("/<slug>/preview")
@open_to(EDITORS)
def preview(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        abort(404)
    refuse_too_much()
    try:
        visit = Preview(its.draft)
    except (Unsound, OutOfTime):
        flash("The checker has to be satisfied before it can be shown", "warn")
        return redirect(url_for("models.show", slug=slug), 303)
    return visit.answer()


class Preview(Visit):
    """Nothing in it is counted, saved or ordered."""

    is_preview = True

    def __init__(self, draft: ModelVersion) -> None:
        super().__init__(draft, at_once(draft))

    @property
    def address(self) -> str:
        return url_for("models.preview", slug=self.version.model.slug)


def at_once(draft: ModelVersion) -> Ready:
    """Compiled, where that was done already; else searched, so that nobody waits for it."""
    model = read(draft)
    if publishing.is_compiled(model, folder()):
        return ready(draft)
    key = f"{draft.sha256}:{draft.picture_sha256}"
    with _lock:
        if key in _searched:
            return _searched[key]
    made = Ready(publishing.searched(model, seconds=SECONDS), Picture.read(draft.picture))
    with _lock:
        _searched[key] = made
        while len(_searched) > KEPT:
            _searched.popitem(last=False)
    return made
