"""Prices that depend on several choices, at the desk: bundles, rebates, extra work."""

from dataclasses import replace

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to
from portal.building.desk import bp, page
from portal.building.edit_fields import new_id
from portal.building.edit_forms import SeenForm, TermForm
from portal.building.editing_pages import INVALID, Missing, no_draft, save
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.configurator import changing
from portal.configurator.conditions import parse
from portal.configurator.conditions import write as written
from portal.configurator.model import ProductModel, Term


@bp.get("/<slug>/prices")
@open_to(EDITORS)
def terms(slug: str) -> ResponseReturnValue:
    return _list(slug, SeenForm())


@bp.get("/<slug>/new-price")
@open_to(EDITORS)
def new_term(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    return no_draft(its) if its.draft is None else _page(its, None, _form(its, None))


@bp.post("/<slug>/new-price")
@open_to(EDITORS)
def add_term(slug: str) -> ResponseReturnValue:
    return _save(Opened.at(slug), None)


@bp.get("/<slug>/prices/<term>")
@open_to(EDITORS)
def term(slug: str, term: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    return _page(its, term, _form(its, _term_or_404(its.model, term)))


@bp.post("/<slug>/prices/<term>")
@open_to(EDITORS)
def save_term(slug: str, term: str) -> ResponseReturnValue:
    return _save(Opened.at(slug), term)


@bp.post("/<slug>/prices/<term>/remove")
@open_to(EDITORS)
def remove_term(slug: str, term: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    gone, form = _term_or_404(its.model, term), SeenForm()

    def to(model: ProductModel) -> ProductModel:
        if all(each.id != term for each in model.terms):
            raise Missing("Somebody removed the price meanwhile")
        return replace(model, terms=changing.without(model.terms, term))

    return save(its, form, to, what=f"removed the price {gone.label}",
                url=url_for(".terms", slug=slug),
                again=lambda status: _list(slug, form, status))  # fmt: skip


def _save(its: Opened, name: str | None) -> ResponseReturnValue:
    if its.draft is None:
        return no_draft(its)
    was = next((each for each in its.model.terms if each.id == name), None)
    form, taken = _form(its, was), [each.id for each in its.model.terms]
    if not form.validate():
        return _page(its, name, form, INVALID)
    wanted = name or form.name.data or new_id(form.label.data, taken, otherwise="price")
    if name is None and wanted in taken:
        form.name.errors = ["Another price is called so"]
        return _page(its, name, form, INVALID)
    when = parse(form.when.data)
    entered = Term(wanted, form.label.data, when, form.amount.minor, form.days.number)

    def to(model: ProductModel) -> ProductModel:
        return replace(model, terms=changing.put(model.terms, entered))

    return save(
        its, form, to, what=f"{'changed' if name else 'added'} the price {entered.label}",
        url=url_for(".terms", slug=its.slug),
        again=lambda status: _page(Opened.at(its.slug), name, form, status),
    )  # fmt: skip


def _form(its: Opened, term: Term | None) -> TermForm:
    filled = {"seen": str(its.edits)}
    if term:
        filled |= {"label": term.label, "name": term.id, "when": written(term.when)}
    form = TermForm(data=filled)
    form.amount.currency = its.model.currency
    form.amount.show(term.amount if term else 0)
    form.days.show(term.days if term else 0)
    return form


def _term_or_404(model: ProductModel, name: str) -> Term:
    found = next((each for each in model.terms if each.id == name), None)
    if found is None:
        abort(404)
    return found


def _list(slug: str, form: SeenForm, status: int = 200) -> ResponseReturnValue:
    return page("terms.html", Opened.at(slug), here="terms", status=status, form=form)  # fmt: skip


def _page(its: Opened, name: str | None, form: TermForm, status: int = 200) -> ResponseReturnValue:
    return page("term.html", its, here="terms", status=status, form=form, name=name,
                groups=its.model.groups)  # fmt: skip
