"""The model as a file, at the desk: taken along for version control, and brought back."""

from typing import Any

from flask import abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from portal.access import me, open_to
from portal.building import drafts, editing, findings, publishing
from portal.building.desk import bp, page
from portal.building.desk_texts import line_of
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator.faults import Unsound
from portal.configurator.files import MOST_BYTES
from portal.releasing.differences import Part, parts
from portal.releasing.forms import FileForm

CONFLICT, INVALID = 409, 422
MOST_FAULTS = 50


@bp.get("/<slug>/file")
@open_to(EDITORS)
def file(slug: str) -> ResponseReturnValue:
    return _page(Opened.at(slug), FileForm(None))


@bp.get("/<slug>/file/<which>.toml")
@open_to(EDITORS)
def download(slug: str, which: str) -> ResponseReturnValue:
    """The file of the draft or of what is published, byte for byte as it was brought in."""
    its = Opened.at(slug)
    version = {"draft": its.draft, "published": its.published}.get(which)
    if version is None:
        abort(404)
    answer = make_response(version.source)
    is_json = version.source.lstrip().startswith("{")
    answer.headers["Content-Type"] = f"{'application/json' if is_json else 'text/plain'}; " \
        "charset=utf-8"  # fmt: skip
    name = f"{slug}-{version.n}.{'json' if is_json else 'toml'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.post("/<slug>/file")
@open_to(EDITORS)
def bring(slug: str) -> ResponseReturnValue:
    """A file from outside: looked at, or made the draft. What it says wrong is shown by line."""
    its = Opened.at(slug)
    form = FileForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(its, form, status=INVALID)
    content = form.file.data.read(MOST_BYTES + 1) if form.file.data else b""
    if not content.strip():
        form.file.errors = ["Choose a file"]
        return _page(its, form, status=INVALID)
    try:
        text = _text(content)
        model = publishing.read(text)
    except Unsound as unsound:
        text = content.decode(errors="replace")
        faults = [(line_of(text, each), each) for each in unsound.faults[:MOST_FAULTS]]
        form.file.errors = [f"{len(unsound.faults)} things are wrong with it"
                            if len(faults) > 1 else faults[0][1]]  # fmt: skip
        return _page(its, form, status=INVALID, faults=faults)
    if model.id != slug:
        form.file.errors = [f"This is the file of another model, “{model.id}”"]
        return _page(its, form, status=INVALID)
    if request.form.get("do") == "look":
        return _page(its, form, told=parts(its.model, model))
    return _take(its, form, text)


def _take(its: Opened, form: FileForm, text: str) -> ResponseReturnValue:
    draft = drafts.begin(its.product, by=me())
    try:
        made = editing.edit(draft, text, what="brought in a file", seen=draft.edits, by=me())
    except (editing.Clash, publishing.NotADraft):
        form.form_errors = ["Somebody changed the draft at the same moment: bring it in again"]
        return _page(Opened.at(its.slug), form, status=CONFLICT)
    findings.check_now(draft)
    if made is None:
        flash("The draft says the same already")
    else:
        flash("The file is the draft now. Its history has the way back")
    return redirect(url_for("models.review", slug=its.slug), 303)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unsound([f"the file is larger than {MOST_BYTES // 1_000_000} MB"])
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Unsound([f"the file is not UTF-8: byte {error.start + 1}"]) from None


def _page(
    its: Opened,
    form: FileForm,
    *,
    status: int = 200,
    faults: list[tuple[int | None, str]] | None = None,
    told: list[Part] | None = None,
) -> Response:
    context: dict[str, Any] = {"faults": faults or [], "told": told}
    return page("file.html", its, here="file", status=status, form=form, **context)
