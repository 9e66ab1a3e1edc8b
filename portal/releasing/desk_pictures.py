"""The drawing of a draft, at the desk: looked at, taken along, and replaced by a safe one."""

from collections.abc import Iterator

from flask import abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from portal.access import me, open_to
from portal.building import drafts, publishing
from portal.building.configuring import by_group
from portal.building.desk import bp, page
from portal.building.edit_models import DRAWN
from portal.building.models import ModelVersion
from portal.building.opened import Opened, read
from portal.building.pictures import MOST_BYTES, Picture, Unsafe
from portal.building.policy import EDITORS
from portal.building.rule_sentences import condition
from portal.building.starting import shown
from portal.configurator.conditions import mentioned
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild, Unsound
from portal.configurator.model import NONE, ProductModel
from portal.releasing.desk_preview import at_once
from portal.releasing.forms import DrawingForm

CONFLICT, INVALID = 409, 422
MOST_SAID = 8


@bp.get("/<slug>/pictures")
@open_to(EDITORS)
def pictures(slug: str) -> ResponseReturnValue:
    return _page(Opened.at(slug), DrawingForm(None))


@bp.get("/<slug>/pictures/drawing.svg")
@open_to(EDITORS)
def drawing(slug: str) -> ResponseReturnValue:
    """The drawing with its layers and marks, for whoever draws on; never shown as a page."""
    version = Opened.at(slug).version
    if not version.picture:
        abort(404)
    answer = make_response(version.picture)
    answer.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-{version.n}.svg"'
    return answer


@bp.post("/<slug>/pictures")
@open_to(EDITORS)
def draw(slug: str) -> ResponseReturnValue:
    """Another drawing for the draft: one that a page may show, of options that there are."""
    its = Opened.at(slug)
    form = DrawingForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(its, form, status=INVALID)
    try:
        text = _text(form.file.data.read(MOST_BYTES + 1))
        picture = Picture.read(text)
    except Unsafe as unsafe:
        form.file.errors = [_sentence(str(unsafe))]
        return _page(its, form, status=INVALID)
    wrong = list(dict.fromkeys(_unknown(picture, its.model)))[:MOST_SAID]
    if wrong:
        form.file.errors = [f"It shows what the model does not have: {', '.join(wrong)}"]
        return _page(its, form, status=INVALID)
    draft = drafts.begin(its.product, by=me())
    try:
        publishing.change_draft(draft, draft.source, picture=text, edits=draft.edits, by=me(),
                                what=DRAWN)  # fmt: skip
    except (publishing.ChangedMeanwhile, publishing.NotADraft):
        form.form_errors = ["Somebody changed the draft at the same moment: bring it in again"]
        return _page(Opened.at(slug), form, status=CONFLICT)
    flash("The draft has this drawing now. Customers see it when you publish it")
    return redirect(url_for("models.pictures", slug=slug), 303)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unsafe(f"the drawing is larger than {MOST_BYTES // 1000} KB")
    if not content.strip():
        raise Unsafe("the file is empty")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsafe("the file is not an SVG drawing") from None


def _unknown(picture: Picture, model: ProductModel) -> Iterator[str]:
    groups = {group.id: {each.id for each in group.offered} | {NONE} for group in model.groups}
    for when in picture.conditions():
        for has in mentioned(when):
            for option in has.options:
                if has.group not in groups:
                    yield has.group
                elif option not in groups[has.group] and has.sign in ("=", "!=", "in"):
                    yield f"{has.group} = {option}"


def _page(its: Opened, form: DrawingForm, *, status: int = 200) -> Response:
    version, model = its.version, its.model
    picture = Picture.read(version.picture)
    gone = set(_unknown(picture, model))
    whens = list(dict.fromkeys(picture.conditions()))
    return page(
        "pictures.html", its, here="pictures", status=status, form=form,
        is_there=bool(picture), picture=_drawn(version) if picture else None,
        layers=[condition(model, when) for when in whens if not _names(when, gone)],
        gone=sorted(gone), most_bytes=MOST_BYTES,
    )  # fmt: skip


def _names(when: object, gone: set[str]) -> bool:
    return any(
        has.group in gone or f"{has.group} = {option}" in gone
        for has in mentioned(when)  # type: ignore[arg-type]
        for option in has.options
    )


def _drawn(version: ModelVersion) -> dict[str, object] | None:
    """As it looks of what we recommend; None of a draft that cannot be asked anything."""
    try:
        its = at_once(version)
    except (Unsound, OutOfTime):
        return None
    try:
        chosen = by_group(shown(its, ()).picks)
    except (NoBuild, OutOfTime):
        chosen = by_group(read(version).recommended)
    return {"view_box": its.picture.view_box, "body": Markup(its.picture.drawn(its.model, chosen))}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
