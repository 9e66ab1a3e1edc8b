"""What we promise, at the desk: policies as sentences, with what they come to on a Friday."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.deadlines.values import Promise
from portal.departments import queries
from portal.promises import standard, terms
from portal.promises.calendars import all_calendars, calendar_of, counting
from portal.promises.hours import in_words
from portal.promises.models import Level, PressingRule, PromisePolicy
from portal.timekeeping import policy as rights
from portal.timekeeping import reconsidering, sentences, setting
from portal.timekeeping.events import PROMISES
from portal.timekeeping.forms import PolicyForm, RuleForm, TryForm
from portal.web.rendering import render

bp = Blueprint("timekeeping", __name__, url_prefix="/desk")
UNSAVED = 2**31
"""The id of a policy that is only looked at: newer than all that are kept."""


@dataclass(frozen=True)
class Line:
    """A policy as the page shows it."""

    policy: PromisePolicy
    sentence: str
    examples: list[tuple[str, str]]
    counts_by: str


@bp.get("/promises")
@open_to(DESK)
def promises() -> ResponseReturnValue:
    return _index(RuleForm(None))


@bp.route("/promises/policies/new", methods=["GET", "POST"])
@open_to(DESK)
def new_policy() -> ResponseReturnValue:
    require(rights.may_set, None)
    return _policy_page(None)


@bp.route("/promises/policies/<int(max=2147483647):policy_id>", methods=["GET", "POST"])
@open_to(DESK)
def policy(policy_id: int) -> ResponseReturnValue:
    found = get_or_404(select(PromisePolicy).where(PromisePolicy.id == policy_id))
    require(rights.may_set, found)
    return _policy_page(found)


@bp.post("/promises/policies/<int(max=2147483647):policy_id>/switch")
@open_to(DESK)
def switch_policy(policy_id: int) -> ResponseReturnValue:
    found = get_or_404(select(PromisePolicy).where(PromisePolicy.id == policy_id))
    require(rights.may_set, found)
    setting.switch(found, is_on=request.form.get("to") == "on", by=me())
    flash(f"{found.name} is {'on' if found.is_on else 'off'}. Open concerns keep their promises")
    return redirect(url_for(".promises"), 303)


@bp.post("/promises/rules")
@open_to(DESK)
def add_rule() -> ResponseReturnValue:
    require(rights.may_set, None)
    form = RuleForm(request.form)
    if not form.validate():
        return _index(form, status=422)
    rule = form.rule()
    setting.add_rule(rule, sentence=sentences.of_rule(rule, _departments()), by=me())
    flash("The rule presses from now on")
    return redirect(url_for(".promises", _anchor="rules"), 303)


@bp.post("/promises/rules/<int(max=2147483647):rule_id>/end")
@open_to(DESK)
def end_rule(rule_id: int) -> ResponseReturnValue:
    rule = get_or_404(select(PressingRule).where(PressingRule.id == rule_id))
    require(rights.may_set, rule)
    setting.end_rule(rule, sentence=sentences.of_rule(rule, _departments()), by=me())
    flash("The rule no longer presses")
    return redirect(url_for(".promises", _anchor="rules"), 303)


def _index(rule_form: RuleForm, status: int = 200) -> ResponseReturnValue:
    departments = _departments()
    rules = session.scalars(
        select(PressingRule).where(PressingRule.is_on).order_by(PressingRule.id)
    )
    return render(
        "timekeeping/desk/promises.html",
        status=status,
        form=rule_form,
        lines=[_line(each, departments) for each in _policies()],
        standard=_standard(),
        calendars=all_calendars(),
        counting=counting,
        rules=[(rule, sentences.of_rule(rule, departments)) for rule in rules],
        rule_of_thumb=terms.RULE,
        changes=setting.changes(),
        tried=_tried(),
        may_set=rights.may_set(me()),
    )


def _policy_page(found: PromisePolicy | None) -> ResponseReturnValue:
    """See what it changes, save it, or save it for the open concerns, too."""
    form = PolicyForm(request.form) if request.method == "POST" else PolicyForm.of(found)
    is_valid = request.method == "POST" and form.validate()
    does = request.form.get("do", "save")
    if is_valid and does != "look":
        saved = setting.save_policy(found, form.fields, by=me())
        text = f"{saved.name} is saved. Open concerns keep what they were promised"
        if does == "apply":
            count = reconsidering.apply_to_open(why=f"the policy {saved.name} changed", by=me())
            setting.write_applied(count, by=me())
            text = f"{saved.name} is saved. {count} open concerns come sooner, none later"
        flash(text)
        return redirect(url_for(".promises"), 303)
    looked = None
    if is_valid:
        changed = PromisePolicy(id=found.id if found else UNSAVED, **form.fields)
        every = [*reconsidering.without(found), changed]
        looked = _line(changed, _departments()), reconsidering.preview(every)
    return render(
        "timekeeping/desk/policy.html",
        status=422 if form.errors else 200,
        form=form,
        policy=found,
        looked=looked,
    )


def _policies() -> list[PromisePolicy]:
    """The most specific first, as they are chosen; those that are off last."""
    every = session.scalars(select(PromisePolicy)).all()
    return sorted(every, key=lambda each: (not each.is_on, *(-int(n) for n in terms.rank(each))))


def _line(policy: PromisePolicy, departments: dict[int, str]) -> Line:
    kept, calendar = calendar_of(policy.calendar_id)
    at = sentences.friday_afternoon(clock.now(), calendar.zone)
    examples = [
        (PROMISES[promise], sentences.example(calendar, minutes, at))
        for promise in Promise
        if (minutes := policy.minutes(promise)) is not None
    ]
    return Line(
        policy,
        sentences.of_policy(policy, departments),
        examples,
        kept.name if kept else "Standard hours",
    )


def _standard() -> list[tuple[str, str, str]]:
    """What the house promises where no policy does: for what, how soon, and on a Friday."""
    _, calendar = calendar_of(None)
    at = sentences.friday_afternoon(clock.now(), calendar.zone)
    rows = [
        (sentences.KINDS[kind].capitalize(), "first answer", length)
        for kind, length in standard.FIRST_ANSWER.items()
    ]
    rows.append(("Everything", "next answer", standard.NEXT_ANSWER))
    return [
        (
            what,
            f"{name} within {in_words(length)}",
            sentences.example(calendar, int(length.total_seconds() // 60), at),
        )
        for what, name, length in rows
    ]


def _tried() -> tuple[TryForm, list[tuple[str, str, str]]]:
    """What somebody would be promised: for each promise when, and by which policy."""
    asked = MultiDict({"level": "", **request.args})
    form = TryForm(asked if "kind" in asked else None, meta={"csrf": False})
    _, calendar = calendar_of(None)
    at = form.moment(sentences.friday_afternoon(clock.now(), calendar.zone))
    if "kind" not in asked or not form.validate():
        return form, []
    found = terms.terms_for(
        terms.Situation(
            kind=form.kind.data,
            level=Level(form.level.data) if form.level.data else None,
            product=form.product.data or None,
        )
    )
    return form, [
        (
            PROMISES[promise],
            sentences.example(found.calendar, int(length.total_seconds() // 60), at),
            found.sources[promise],
        )
        for promise in Promise
        if (length := found.targets.of(promise)) is not None
    ]


def _departments() -> dict[int, str]:
    return {row.id: row.name for row in queries.names_in_house()}
