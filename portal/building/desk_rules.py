"""Rules of a model at the desk: as sentences, each with the "because" that customers read."""

from dataclasses import replace
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import open_to
from portal.building import rule_sentences
from portal.building.desk import around, bp, page
from portal.building.desk_groups import STEPS
from portal.building.edit_fields import new_id
from portal.building.edit_forms import SeenForm
from portal.building.editing_pages import INVALID, Missing, no_draft, save
from portal.building.opened import Opened
from portal.building.policy import EDITORS
from portal.building.rule_filling import filled, says_the_same, with_blanks
from portal.building.rule_form import (
    KINDS,
    PART_WORDS,
    PARTS,
    Entered,
    RuleForm,
    amounts,
    can_be_in_tables,
    entered,
    says,
)
from portal.building.rule_lines import NUMBER_SIGNS, SIGNS
from portal.configurator import changing
from portal.configurator.conditions import mentioned
from portal.configurator.model import Count, Implies, ProductModel, Rule, Table, Total
from portal.web.rendering import render


@bp.get("/<slug>/rules")
@open_to(EDITORS)
def rules(slug: str) -> ResponseReturnValue:
    """All of them, or those that name one group."""
    return _list(slug, SeenForm(), group=request.args.get("group", ""))


@bp.get("/<slug>/new-rule")
@open_to(EDITORS)
def new_rule(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    if its.draft is None:
        return no_draft(its)
    form = RuleForm(data={"seen": str(its.edits), "kind": request.args.get("kind", "then")})
    return _page(its, None, form, Entered())


@bp.post("/<slug>/new-rule")
@open_to(EDITORS)
def add_rule(slug: str) -> ResponseReturnValue:
    return _save(Opened.at(slug), None)


@bp.get("/<slug>/rules/<rule>")
@open_to(EDITORS)
def rule(slug: str, rule: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    fields, lines = filled(_rule_or_404(its.model, rule))
    return _page(its, rule, RuleForm(data={**fields, "seen": str(its.edits)}), lines)


@bp.post("/<slug>/rules/<rule>")
@open_to(EDITORS)
def save_rule(slug: str, rule: str) -> ResponseReturnValue:
    return _save(Opened.at(slug), rule)


@bp.post("/<slug>/rules/<rule>/move")
@open_to(EDITORS)
def move_rule(slug: str, rule: str) -> ResponseReturnValue:
    step = STEPS.get(request.form.get("do", ""))
    if step is None:
        abort(INVALID)
    its = Opened.at(slug)
    said = rule_sentences.sentence(its.model, _rule_or_404(its.model, rule))

    def to(model: ProductModel) -> ProductModel:
        _still_there(model, rule)
        return replace(model, rules=changing.moved(model.rules, rule, step))

    form = SeenForm()
    return save(
        its, form, to, what=f"moved “{said}” {'earlier' if step < 0 else 'later'}",
        url=url_for(".rules", slug=slug, _anchor=f"rule-{rule}"),
        again=lambda status: _list(slug, form, status),
    )  # fmt: skip


@bp.post("/<slug>/rules/<rule>/remove")
@open_to(EDITORS)
def remove_rule(slug: str, rule: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    said = rule_sentences.sentence(its.model, _rule_or_404(its.model, rule))

    def to(model: ProductModel) -> ProductModel:
        _still_there(model, rule)
        return replace(model, rules=changing.without(model.rules, rule))

    form = SeenForm()
    return save(
        its, form, to, what=f"removed the rule “{said}”", url=url_for(".rules", slug=slug),
        again=lambda status: _list(slug, form, status),
    )  # fmt: skip


def _save(its: Opened, name: str | None) -> ResponseReturnValue:
    """Add the rule, or change it; or draw the form again with other lines."""
    if its.draft is None:
        return no_draft(its)
    form, lines = RuleForm(), entered(request.form)
    model = its.model
    do = request.values.get("do", "save")
    if do in ("lines", "more"):
        return _page(its, name, form, lines, more=do == "more")
    fine = form.validate()
    form_says = says(model, form, lines) if form.kind.data in KINDS else None
    taken = [each.id for each in model.rules]
    wanted = name or form.name.data or new_id(_named(form_says), taken, otherwise="rule")
    if name is None and wanted in taken:
        form.name.errors = ["Another rule is called so"]
        fine = False
    if form_says is None or not fine:
        return _page(its, name, form, lines, INVALID)
    was = next((each for each in model.rules if each.id == name), None)
    if was is not None and says_the_same(was, form, lines):
        form_says = was.says
    rule_now = Rule(wanted, form.because.data, form_says)
    try:
        said = rule_sentences.sentence(model, rule_now)
    except (StopIteration, KeyError):
        said = ""  # names what is not there: the file's own reader says what

    def to(base: ProductModel) -> ProductModel:
        return replace(base, rules=changing.put(base.rules, rule_now))

    return save(
        its, form, to, what=f"{'changed' if name else 'added'} the rule “{said}”",
        url=url_for(".rules", slug=its.slug, _anchor=f"rule-{wanted}"),
        again=lambda status: _page(Opened.at(its.slug), name, form, lines, status),
    )  # fmt: skip


def _named(says: Any) -> str:
    """A short name for a rule: what it is about."""
    match says:
        case Implies(when, then):
            return " ".join(each.options[0] for each in (*_first(when), *_first(then)))
        case Table(groups):
            return " ".join(groups[:3])
        case Count(of):
            return " ".join(each.option for each in of[:3])
        case Total(amount):
            return amount
    return "rule"


def _first(condition: Any) -> Any:
    return list(mentioned(condition))[:1]


def _rule_or_404(model: ProductModel, name: str) -> Rule:
    found = next((each for each in model.rules if each.id == name), None)
    if found is None:
        abort(404)
    return found


def _still_there(model: ProductModel, name: str) -> None:
    if all(each.id != name for each in model.rules):
        raise Missing("Somebody removed the rule meanwhile")


def _list(slug: str, form: SeenForm, status: int = 200, group: str = "") -> ResponseReturnValue:
    its = Opened.at(slug)
    shown = its.model.rules
    if group:
        used = changing.uses(its.model, group)
        shown = tuple(each for each in shown if each in used.rules)
    return page("rules.html", its, here="rules", status=status, form=form, rules=shown,
                group=group)  # fmt: skip


def _page(
    its: Opened, name: str | None, form: RuleForm, lines: Entered, status: int = 200,
    *, more: bool = False,
) -> ResponseReturnValue:  # fmt: skip
    model = its.model
    before = next((each for each in its.was.rules if each.id == name), None) if its.was else None
    return render(
        "building/desk/models/rule.html", fragment="rule_form", status=status,
        **around(its, "rules"), form=form, name=name,
        lines=with_blanks(lines, more=more), before=before,
        groups={each.id: each for each in model.groups}, tables=can_be_in_tables(model),
        kinds=KINDS, parts_of=PARTS, part_words=PART_WORDS,
        amounts=amounts(model), signs=SIGNS, number_signs=NUMBER_SIGNS,
        is_there=any(each.id == name for each in model.rules),
    )  # fmt: skip
