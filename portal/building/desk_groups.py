"""Groups of a model at the desk: what is chosen, in which order, and what is left out."""

from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to
from portal.building.desk import bp, options_of, page
from portal.building.edit_fields import amounts_of, amounts_text, new_id
from portal.building.edit_forms import KINDS, GroupForm
from portal.building.editing_pages import (
    INVALID,
    group_in,
    group_or_404,
    no_draft,
    save,
)
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator import changing
from portal.configurator.model import Group, Kind, Option, ProductModel, Span

STEPS = {"earlier": -1, "later": 1}


@bp.get("/<slug>/new-group")
@open_to(EDITORS)
def new_group(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    return _page(its, _form(its, None), None)


@bp.post("/<slug>/new-group")
@open_to(EDITORS)
def add_group(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    form, taken = _form(its, None), [each.id for each in its.model.groups]
    if not form.validate():
        return _page(its, form, None, INVALID)
    name = form.name.data or new_id(form.label.data, taken, otherwise="group")
    if name in taken:
        form.name.errors = ["Another group is called so"]
        return _page(its, form, None, INVALID)
    options = options_of(form.options.data or "", ())
    group = _entered(form, Group(name, "", Kind.SINGLE, options))
    if group is None:
        return _page(its, form, None, INVALID)
    return save(
        its, form, lambda model: replace(model, groups=(*model.groups, group)),
        what=f"added {group.label}", url=url_for(".group", slug=slug, group=name),
        again=lambda status: _page(Opened.at(slug), form, None, status),
    )  # fmt: skip


@bp.get("/<slug>/groups/<group>")
@open_to(EDITORS)
def group(slug: str, group: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    return _page(its, _form(its, group_or_404(its.model, group)), group)


@bp.post("/<slug>/groups/<group>")
@open_to(EDITORS)
def save_group(slug: str, group: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    was = group_or_404(its.model, group)
    form = _form(its, was)
    entered = _entered(form, was) if form.validate() else None
    if entered is None:
        return _page(its, form, group, INVALID)

    def to(model: ProductModel) -> ProductModel:
        kept = group_in(model, group)
        is_new = entered.span or kept.span or not kept.options
        options = entered.options if is_new else kept.options
        return changing.with_options(model, entered, options)

    return save(
        its, form, to, what=f"changed {entered.label}",
        url=url_for(".group", slug=slug, group=group),
        again=lambda status: _page(Opened.at(slug), form, group, status),
    )  # fmt: skip


@bp.post("/<slug>/groups/<group>/move")
@open_to(EDITORS)
def move_group(slug: str, group: str) -> ResponseReturnValue:
    its, step = Opened.at(slug), STEPS.get(request.form.get("do", ""))
    if step is None:
        abort(INVALID)
    one = group_or_404(its.model, group)
    form = _form(its, one)

    def to(model: ProductModel) -> ProductModel:
        group_in(model, group)
        return replace(model, groups=changing.moved(model.groups, group, step))

    return save(
        its, form, to, what=f"moved {one.label} {'earlier' if step < 0 else 'later'}",
        url=url_for(".group", slug=slug, group=group),
        again=lambda status: _page(Opened.at(slug), form, group, status),
    )  # fmt: skip


@bp.get("/<slug>/groups/<group>/remove")
@open_to(EDITORS)
def remove_group_form(slug: str, group: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    return page("remove.html", its, here=group, form=_form(its, one), group=one, option=None,
                uses=changing.uses(its.model, group))  # fmt: skip


@bp.post("/<slug>/groups/<group>/remove")
@open_to(EDITORS)
def remove_group(slug: str, group: str) -> ResponseReturnValue:
    """With the rules and prices that name it: the page before has said which."""
    its = Opened.at(slug)
    one = group_or_404(its.model, group)
    form = _form(its, one)

    def to(model: ProductModel) -> ProductModel:
        group_in(model, group)
        return changing.removed(model, group)

    def again(status: int) -> ResponseReturnValue:
        now = Opened.at(slug)
        return page("remove.html", now, here=group, status=status, form=form, group=one,
                    option=None, uses=changing.uses(now.model, group))  # fmt: skip

    return save(its, form, to, what=f"removed {one.label}", url=url_for(".show", slug=slug),
                again=again)  # fmt: skip


def _form(its: Opened, group: Group | None) -> GroupForm:
    """What was sent, or what the group says."""
    filled: dict[str, Any] = {"seen": str(its.edits)}
    span = group.span if group else None
    if group:
        filled |= {"label": group.label, "kind": group.kind.value, "name": group.id,
                   "none": group.none, "note": group.note, "frozen": group.frozen}  # fmt: skip
    if span:
        filled |= {"each": span.each.label, "each_amounts": amounts_text(span.each.amounts)}
    form = GroupForm(data=filled)
    form.each_price.currency = its.model.currency
    form.each_price.show(span.each.price if span else 0)
    if span:
        numbers = {"low": span.low, "high": span.high, "step": span.step,
                   "each_days": span.each.days, "each_grams": span.each.grams}  # fmt: skip
        for name, number in numbers.items():
            form[name].show(number)
    return form


def _entered(form: GroupForm, was: Group) -> Group | None:
    """The group that the form says; None when something is wrong, which a field then says."""
    kind = Kind(form.kind.data)
    if form.none.data and kind is not Kind.SINGLE:
        form.none.errors = ["Only where one option is chosen"]
    group = replace(
        was, label=form.label.data, kind=kind, none=form.none.data or "",
        note=form.note.data or "", frozen=form.frozen.data or "", span=None,
    )  # fmt: skip
    if kind is Kind.NUMBER:
        before = was.span.each if was.span else Option("each", "")
        return _counted(form, replace(group, none=""), before)
    if was.span is not None or not was.options:
        options = options_of(form.options.data or "", ())
        if not options:
            form.options.errors = ["Name one option at least"]
            return None
        group = replace(group, options=options)
    return None if form.errors else group


def _counted(form: GroupForm, group: Group, before: Option) -> Group | None:
    low, high, step = form.low.number, form.high.number, form.step.number
    if low > high:
        form.low.errors = [f"{low} is above {high}"]
    elif (high - low) // step >= 1000:
        form.step.errors = ["That is more than 1000 numbers: use a larger step"]
    try:
        amounts = amounts_of(form.each_amounts.data)
    except ValueError as wrong:
        form.each_amounts.errors = [str(wrong)]
    if form.errors:
        return None
    each = replace(
        before, label=form.each.data or "", price=form.each_price.minor,
        days=form.each_days.number, grams=form.each_grams.number, amounts=amounts,
    )  # fmt: skip
    span = Span(low, high, step, each)
    return replace(group, span=span, options=span.options)


def _page(its: Opened, form: GroupForm, name: str | None, status: int = 200) -> ResponseReturnValue:
    one = next((each for each in its.model.groups if each.id == name), None)
    naming = changing.uses(its.model, name) if one else None
    before = next((each for each in its.was.groups if each.id == name), None) if its.was else None
    return page(
        "group.html", its, here=name or "new-group", status=status, form=form, group=one,
        kinds=KINDS,
        uses=naming, before=before,
        earlier={each.id: each for each in before.options} if before else {},
    )  # fmt: skip
