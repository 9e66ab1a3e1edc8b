"""Options of a group at the desk: what each costs, and how long it takes."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to
from portal.building.desk import bp, page
from portal.building.desk_groups import STEPS
from portal.building.edit_fields import amount_text, amounts_of, amounts_text, new_id
from portal.building.edit_forms import OptionForm
from portal.building.editing_pages import (
    INVALID,
    Missing,
    group_in,
    group_or_404,
    no_draft,
    option_or_404,
    save,
)
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator import changing
from portal.configurator.model import NONE, Group, Kind, Option, Pick, ProductModel


@bp.get("/<slug>/groups/<group>/new-option")
@open_to(EDITORS)
def new_option(slug: str, group: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    if its.draft is None:
        return no_draft(its)
    if one.kind is Kind.NUMBER:
        abort(404)
    return _page(its, one, None, _form(its, one, None))


@bp.post("/<slug>/groups/<group>/new-option")
@open_to(EDITORS)
def add_option(slug: str, group: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    one = group_or_404(its.model, group)
    form, taken = _form(its, one, None), [NONE, *(each.id for each in one.options)]
    if not form.validate():
        return _page(its, one, None, form, INVALID)
    name = form.name.data or new_id(form.label.data, taken, otherwise="option")
    if name in taken:
        form.name.errors = [f"Another option of {one.label} is called so"]
    option = _entered(form, Option(name, "")) if name not in taken else None
    if option is None:
        return _page(its, one, None, form, INVALID)

    def to(model: ProductModel) -> ProductModel:
        there = group_in(model, group)
        return _recommended(
            changing.with_options(model, there, (*there.options, option)), there, name, form
        )

    more = request.form.get("do") == "more"
    return save(
        its, form, to, what=f"added {one.label}: {option.label}",
        url=url_for(".new_option" if more else ".group", slug=slug, group=group),
        again=lambda status: _again(slug, group, None, form, status),
    )  # fmt: skip


@bp.get("/<slug>/groups/<group>/options/<option>")
@open_to(EDITORS)
def option(slug: str, group: str, option: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    return _page(its, one, option, _form(its, one, option_or_404(one, option)))


@bp.post("/<slug>/groups/<group>/options/<option>")
@open_to(EDITORS)
def save_option(slug: str, group: str, option: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    one = group_or_404(its.model, group)
    was = next((each for each in one.options if each.id == option), None)
    form = _form(its, one, was)
    entered = _entered(form, was or Option(option, "")) if form.validate() else None
    if entered is None:
        return _page(its, one, option, form, INVALID)

    def to(model: ProductModel) -> ProductModel:
        there = group_in(model, group)
        options = changing.put(there.options, entered)
        return _recommended(changing.with_options(model, there, options), there, option, form)

    return save(
        its, form, to, what=_what(its, one, was, entered),
        url=url_for(".group", slug=slug, group=group, _anchor=f"option-{option}"),
        again=lambda status: _again(slug, group, option, form, status),
    )  # fmt: skip


@bp.post("/<slug>/groups/<group>/options/<option>/move")
@open_to(EDITORS)
def move_option(slug: str, group: str, option: str) -> ResponseReturnValue:
    its, step = Opened.at(slug), STEPS.get(request.form.get("do", ""))
    if step is None:
        abort(INVALID)
    one = group_or_404(its.model, group)
    moved = option_or_404(one, option)
    form = _form(its, one, moved)

    def to(model: ProductModel) -> ProductModel:
        there = group_in(model, group)
        _still_there(there, option)
        return changing.with_options(model, there, changing.moved(there.options, option, step))

    return save(
        its, form, to,
        what=f"moved {one.label}: {moved.label} {'earlier' if step < 0 else 'later'}",
        url=url_for(".group", slug=slug, group=group, _anchor=f"option-{option}"),
        again=lambda status: _again(slug, group, option, form, status),
    )  # fmt: skip


@bp.get("/<slug>/groups/<group>/options/<option>/remove")
@open_to(EDITORS)
def remove_option_form(slug: str, group: str, option: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    return _remove_page(its, one, option_or_404(one, option), OptionForm(seen=str(its.edits)))


@bp.post("/<slug>/groups/<group>/options/<option>/remove")
@open_to(EDITORS)
def remove_option(slug: str, group: str, option: str) -> ResponseReturnValue:
    """At once where nothing names it; else the page says first which rules go with it."""
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    gone = option_or_404(one, option)
    form = _form(its, one, gone)
    if changing.uses(its.model, group, option) and "sure" not in request.form:
        return redirect(url_for(".remove_option_form", slug=slug, group=group, option=option), 303)
    if len(one.options) == 1:
        flash(f"{gone.label} is the last option of {one.label}. Remove the group instead", "warn")
        return redirect(url_for(".group", slug=slug, group=group), 303)

    def to(model: ProductModel) -> ProductModel:
        _still_there(group_in(model, group), option)
        return changing.removed(model, group, option)

    return save(
        its, form, to, what=f"removed {one.label}: {gone.label}",
        url=url_for(".group", slug=slug, group=group),
        again=lambda status: _remove_page(Opened.at(slug), one, gone, form, status),
    )  # fmt: skip


def _still_there(group: Group, option: str) -> None:
    if all(each.id != option for each in group.options):
        raise Missing(f"{group.label} has no “{option}” any more")


def _what(its: Opened, group: Group, was: Option | None, now: Option) -> str:
    """ "changed Frame: Carbon (price 120.00, was 100.00)"."""
    changed = [name for name in ("label", "price", "days", "grams", "note", "advice", "hex",
                                      "amounts")
               if was is not None and getattr(was, name) != getattr(now, name)]  # fmt: skip
    words = {"label": "name", "hex": "colour"}
    said = f"changed {group.label}: {now.label}"
    if changed == ["price"] and was:
        before, after = (amount_text(each.price, its.model.currency) for each in (was, now))
        return f"{said} (price {after}, was {before})"
    return f"{said} ({', '.join(words.get(each, each) for each in changed)})" if changed else said


def _recommended(model: ProductModel, group: Group, option: str, form: OptionForm) -> ProductModel:
    """With the option among those we would begin with, or without; of a single group, only it."""
    pick, rest = Pick(group.id, option), list(model.recommended)
    if (pick in rest) == bool(form.recommended.data):
        return model
    if pick in rest:
        return replace(model, recommended=tuple(each for each in rest if each != pick))
    single = group.kind is Kind.SINGLE
    others = [each for each in rest if not (single and each.group == group.id)]
    at = next((n for n, each in enumerate(rest) if each.group == group.id), len(others))
    return replace(model, recommended=(*others[:at], pick, *others[at:]))


def _form(its: Opened, group: Group, option: Option | None) -> OptionForm:
    filled: dict[str, Any] = {"seen": str(its.edits)}
    if option:
        filled |= {"label": option.label, "name": option.id, "hex": option.hex,
                   "note": option.note, "advice": option.advice,
                   "amounts": amounts_text(option.amounts),
                   "recommended": Pick(group.id, option.id) in its.model.recommended}  # fmt: skip
    form = OptionForm(data=filled)
    form.price.currency = its.model.currency
    form.price.show(option.price if option else 0)
    form.days.show(option.days if option else 0)
    form.grams.show(option.grams if option else 0)
    return form


def _entered(form: OptionForm, was: Option) -> Option | None:
    try:
        amounts = amounts_of(form.amounts.data)
    except ValueError as wrong:
        form.amounts.errors = [str(wrong)]
        return None
    return replace(
        was, label=form.label.data, price=form.price.minor, days=form.days.number,
        grams=form.grams.number, amounts=amounts, hex=form.hex.data or "",
        note=form.note.data or "", advice=form.advice.data or "",
    )  # fmt: skip


def _again(
    slug: str, group: str, option: str | None, form: OptionForm, status: int
) -> ResponseReturnValue:
    its = Opened.at(slug)
    there = next((each for each in its.model.groups if each.id == group), None)
    return _page(its, there or Group(group, group, Kind.SINGLE, ()), option, form, status)


def _page(
    its: Opened, group: Group, name: str | None, form: OptionForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "option.html", its, here=group.id, status=status, form=form, group=group, name=name,
        option=next((each for each in group.options if each.id == name), None),
        uses=changing.uses(its.model, group.id, name) if name else None,
    )  # fmt: skip


def _remove_page(
    its: Opened, group: Group, option: Option, form: OptionForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "remove.html", its, here=group.id, status=status, form=form, group=group, option=option,
        uses=changing.uses(its.model, group.id, option.id),
    )  # fmt: skip
