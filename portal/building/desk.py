"""Product models at the desk: which there are, and one of them with its draft."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.access import me, open_to
from portal.building import drafts, editing, findings, publishing, rule_sentences
from portal.building.edit_fields import new_id
from portal.building.edit_forms import NewModelForm
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator import files
from portal.configurator.faults import Unsound
from portal.configurator.model import Group, Kind, Option, ProductModel
from portal.web.rendering import render

bp = Blueprint("models", __name__, url_prefix="/desk/models")
SIDE = (
    ("models.review", "Review and publish", "check-check"),
    ("models.preview", "Preview", "eye"),
    ("models.pictures", "Pictures", "image"),
    ("models.file", "File", "file-text"),
)
SHOWN_CHANGES = 6
MOST_DIFFERENCES = 25


@bp.get("")
@open_to(EDITORS)
def index() -> ResponseReturnValue:
    standings = drafts.standings()
    known = {each.draft.id: findings.of(each.draft) for each in standings if each.draft}
    return render("building/desk/models/index.html", standings=standings, known=known)


@bp.get("/new")
@open_to(EDITORS)
def new_form() -> ResponseReturnValue:
    return render("building/desk/models/new.html", form=NewModelForm())


@bp.post("/new")
@open_to(EDITORS)
def add() -> ResponseReturnValue:
    """A new model with one group: the rest is added in its draft."""
    form = NewModelForm(request.form)
    if form.validate():
        taken = [each.product.slug for each in drafts.standings()]
        slug = form.slug.data or new_id(form.name.data, taken, otherwise="model")
        if slug in taken:
            form.slug.errors = ["There is a model of that name"]
        else:
            try:
                draft = publishing.add_draft(files.write(_first(form, slug)), by=me())
            except Unsound as unsound:
                form.form_errors.extend(unsound.faults[:5])
            else:
                findings.check_now(draft)
                flash(f"{form.name.data} is begun. Customers see nothing of it yet")
                return redirect(url_for(".show", slug=slug), 303)
    return render("building/desk/models/new.html", status=422, form=form)


def _first(form: NewModelForm, slug: str) -> ProductModel:
    group = new_id(form.group.data, [], otherwise="group")
    return ProductModel(
        id=slug, name=form.name.data, currency=form.currency.data,
        groups=(Group(group, form.group.data, Kind.SINGLE, options_of(form.options.data, ())),),
    )  # fmt: skip


def options_of(text: str, taken: Any) -> tuple[Option, ...]:
    """An option a line, each with a short name of its own."""
    found: list[Option] = []
    for line in text.splitlines():
        if line.strip():
            ids = [*taken, *(each.id for each in found)]
            found.append(Option(new_id(line, ids, otherwise="option"), line.strip()[:200]))
    return tuple(found)


@bp.get("/<slug>")
@open_to(EDITORS)
def show(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    changes = editing.edits(its.draft) if its.draft else []
    return page("show.html", its, here="show",
                changes=changes[:SHOWN_CHANGES],
                to_take_back=editing.last_to_take_back(changes),
                most_differences=MOST_DIFFERENCES)  # fmt: skip


@bp.post("/<slug>/draft")
@open_to(EDITORS)
def begin(slug: str) -> ResponseReturnValue:
    """Open a draft that says what the newest version says."""
    draft = drafts.begin(Opened.at(slug).product, by=me())
    findings.check_now(draft)
    flash(f"Version {draft.n} is a draft now. Customers see it when you publish it")
    return redirect(url_for(".show", slug=slug), 303)


@bp.get("/<slug>/findings")
@open_to(EDITORS)
def found(slug: str) -> ResponseReturnValue:
    """The findings, for a page that waits for them."""
    its = Opened.at(slug)
    return render(
        "building/desk/models/show.html", fragment="findings", **around(its, "show"),
        changes=[], to_take_back=None, most_differences=0,
    )  # fmt: skip


@bp.post("/<slug>/check")
@open_to(EDITORS)
def check(slug: str) -> ResponseReturnValue:
    """Look the draft over now, for a moment; a worker goes on where that is not enough."""
    its = Opened.at(slug)
    if its.draft and not findings.check_now(its.draft).is_known:
        flash("This takes longer. It is being checked; look again in a moment")
    return redirect(url_for(".show", slug=slug), 303)


def page(template: str, its: Opened, *, here: str, status: int = 200, **context: Any) -> Response:
    """A page of the editor: what is open stands on the left of each."""
    return render(f"building/desk/models/{template}", status=status, **around(its, here), **context)


def around(its: Opened, here: str) -> dict[str, Any]:
    """What every page of the editor shows: the model, its versions, and where one is."""
    return {
        "its": its,
        "slug": its.slug,
        "product": its.product,
        "draft": its.draft,
        "published": its.published,
        "here": here,
        "side": SIDE,
        "words": rule_sentences,
    }
