"""The shop floor's file at the desk: tried out first, then taken over."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from portal.access import DESK, get_or_404, me, open_to
from portal.orders.production_words import PARTS
from portal.production import batches, importing
from portal.production.desk import bp
from portal.production.forms import ImportForm
from portal.production.importing import COLUMNS, MOST_ROWS, TooLong, Trial, Unreadable
from portal.production.models import MOST_BYTES, FloorImport
from portal.web.rendering import render


@bp.get("/import")
@open_to(DESK)
def import_page() -> ResponseReturnValue:
    return _page(ImportForm(None))


@bp.post("/import")
@open_to(DESK)
def try_rows() -> ResponseReturnValue:
    """Try the rows out; with `trial` they were tried, and are taken over."""
    form = ImportForm(CombinedMultiDict([request.form, request.files]))
    if not form.validate():
        return _page(form, status=422)
    try:
        text = _text_of(form)
        if form.trial.data != "yes":
            return _tried_out(form, text)
        trial = importing.take_over(text, by=me())
    except Unreadable as error:
        form.form_errors = [str(error)]
        return _page(form, status=422)
    if not trial.is_sound:
        form.form_errors = ["Something has changed since it was tried: nothing was taken over"]
        return _page(form, trial, text, status=409)
    flash(f"{len(trial.lines)} rows taken over")
    return redirect(url_for(".board"), 303)


def _tried_out(form: ImportForm, text: str) -> ResponseReturnValue:
    """A short file is tried out at once; a long one goes to a worker, row by row."""
    try:
        return _page(form, importing.try_out(text, by=me()), text)
    except TooLong:
        taken = batches.begin(text, by=me())
        return redirect(url_for(".progress", import_id=taken.id), 303)


@bp.get("/imports/<int(max=2147483647):import_id>")
@open_to(DESK)
def progress(import_id: int) -> ResponseReturnValue:
    taken = get_or_404(select(FloorImport).where(FloorImport.id == import_id))
    return render("production/desk/progress.html", fragment="progress", taken=taken)


def _text_of(form: ImportForm) -> str:
    file = form.file.data
    raw = file.read(MOST_BYTES + 1) if isinstance(file, FileStorage) else b""
    if raw:
        return importing.text_of(raw)
    if not form.rows.data:
        raise Unreadable("Choose a file, or write its lines")
    return importing.text_of(form.rows.data.encode())


def _page(
    form: ImportForm, trial: Trial | None = None, text: str = "", *, status: int = 200
) -> ResponseReturnValue:
    return render(
        "production/desk/import.html",
        status=status,
        form=form,
        trial=trial,
        text=text,
        columns=COLUMNS,
        parts=PARTS,
        latest=batches.latest(),
        at_once=MOST_ROWS,
    )
