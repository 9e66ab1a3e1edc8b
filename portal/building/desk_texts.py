"""What a model says of itself, its file as text, and what was done to its draft, at the desk."""

import re
from dataclasses import replace

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import me, open_to
from portal.building import editing, findings
from portal.building.desk import bp, page
from portal.building.edit_forms import AboutForm, SourceForm
from portal.building.editing_pages import AGAIN, CONFLICT, INVALID, no_draft, said, save
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator.conditions import Has, Unclear, parse
from portal.configurator.faults import Unsound
from portal.configurator.model import Pick, ProductModel
from portal.web.forms import tidy

MOST_CHANGES = 200
LINE = re.compile(r"line (\d+)")
NAMED = re.compile(r"(group|rule|term|option) “([^”]*)”")


@bp.get("/<slug>/about")
@open_to(EDITORS)
def about(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    return page("about.html", its, here="about", form=_about_form(its))


@bp.post("/<slug>/about")
@open_to(EDITORS)
def save_about(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    form = _about_form(its)

    def again(status: int) -> ResponseReturnValue:
        return page("about.html", Opened.at(slug), here="about", status=status, form=form)

    if not form.validate():
        return again(INVALID)
    try:
        picks = picks_of(form.recommended.data or "")
    except ValueError as wrong:
        form.recommended.errors = [str(wrong)]
        return again(INVALID)

    def to(model: ProductModel) -> ProductModel:
        return replace(
            model, name=form.name.data, price=form.price.minor, days=form.days.number,
            grams=form.grams.number, note=form.note.data or "", recommended=picks,
        )  # fmt: skip

    return save(its, form, to, what="changed what the model says of itself",
                url=url_for(".about", slug=slug), again=again)  # fmt: skip


@bp.get("/<slug>/text")
@open_to(EDITORS)
def source(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    form = SourceForm(data={"seen": str(its.edits), "text": its.version.source})
    return page("source.html", its, here="source", form=form, faults=[])


@bp.post("/<slug>/text")
@open_to(EDITORS)
def save_source(slug: str) -> ResponseReturnValue:
    """The file as somebody wrote it: kept as it is, where it is a model."""
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    form = SourceForm()
    status, faults, text = INVALID, [], f"{form.text.data or ''}\n"
    if form.validate():
        try:
            before = editing.text_at(its.draft, form.seen_edits)
            text = before if tidy(before) == form.text.data else text
            made = editing.edit(its.draft, text, what="changed the file as text",
                                seen=form.seen_edits, by=me())  # fmt: skip
            findings.check_now(its.draft)
            said(its, made)
            return redirect(url_for(".show", slug=slug), 303)
        except Unsound as unsound:
            faults = [(line_of(text, each), each) for each in unsound.faults]
            form.text.errors = [f"{len(faults)} things are wrong with it" if len(faults) > 1
                                else faults[0][1]]  # fmt: skip
        except editing.RenamedModel as other:
            form.text.errors = [f"This is the file of another model, “{other}”"]
        except editing.NotADraft:
            return no_draft(its)
        except editing.Clash as clash:
            status = CONFLICT
            form.form_errors.append(AGAIN)
            form.form_errors.extend(clash.what)
            form.seen.data = str(its.draft.edits)
    return page("source.html", its, here="source", status=status, form=form, faults=faults)


@bp.get("/<slug>/history")
@open_to(EDITORS)
def history(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    changes = editing.edits(its.draft, most=MOST_CHANGES) if its.draft else []
    return page("history.html", its, here="history", changes=changes, most=MOST_CHANGES,
                undone={each.takes_back for each in changes})  # fmt: skip


@bp.post("/<slug>/history/<int(max=2147483647):edit>/undo")
@open_to(EDITORS)
def take_back(slug: str, edit: int) -> ResponseReturnValue:
    """Undo one change; what was changed since stays."""
    its = Opened.at(slug)
    if its.draft is None or not editing.edits(its.draft, only=edit):
        abort(404)
    try:
        made = editing.take_back(its.draft, edit, by=me())
    except editing.NotADraft:
        return no_draft(its)
    except editing.Clash as clash:
        flash(f"It was changed again since. Undo that first: {'; '.join(clash.what[-2:])}", "warn")
    else:
        findings.check_now(its.draft)
        said(its, made)
    return redirect(url_for(".history", slug=slug), 303)


def picks_of(text: str) -> tuple[Pick, ...]:
    """An option a line, like frame = steel; ValueError says which line is none."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            has = parse(line)
        except Unclear as unclear:
            raise ValueError(f"Line {number}: {unclear}") from None
        if not isinstance(has, Has) or has.sign != "=":
            raise ValueError(f"Line {number}: “{line.strip()[:40]}” is not like frame = steel")
        found.append(Pick(has.group, has.options[0]))
    return tuple(found)


def line_of(text: str, fault: str) -> int | None:
    """The line a fault is about, counted from 1; None where that cannot be told."""
    counted = LINE.search(fault)
    if counted:
        return int(counted[1])
    lines, at = text.splitlines(), 0
    for _kind, name in NAMED.findall(fault):
        wanted = re.compile(rf"""\s*id\s*=\s*["']{re.escape(name)}["']""")
        at = next((n for n in range(at, len(lines)) if wanted.match(lines[n])), at)
    return at + 1 if at else None


def _about_form(its: Opened) -> AboutForm:
    model = its.model
    picks = "\n".join(f"{group} = {option}" for group, option in model.recommended)
    form = AboutForm(data={"seen": str(its.edits), "name": model.name, "note": model.note,
                           "recommended": picks})  # fmt: skip
    form.price.currency = model.currency
    form.price.show(model.price)
    form.days.show(model.days)
    form.grams.show(model.grams)
    return form
