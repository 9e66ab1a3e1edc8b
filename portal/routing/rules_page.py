"""The rules at the desk: the list, a rule as a sentence, trying them, taking changes back."""

from collections.abc import Callable, Sequence

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to
from portal.departments.policy import MANAGERS, may_manage
from portal.routing import book
from portal.routing.book import MOST_RULES, Book, ChangedMeanwhile
from portal.routing.dry_run import LAST, DryRun, dry_run
from portal.routing.forms import RuleForm, filled_with
from portal.routing.rules import Rule, moved
from portal.routing.sentences import sentence, then, when
from portal.web.rendering import render

bp = Blueprint("routing", __name__, url_prefix="/desk/routing")
LONGEST_FLASH = 200
STEPS = {"up": -1, "down": 1}


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    now, standing = book.current(), book.standing()
    return render(
        "routing/desk/rules.html",
        book=now,
        standing=standing,
        when=when,
        then=then,
        versions=book.versions(),
        most=MOST_RULES,
        may_manage=may_manage(me()),
    )


@bp.get("/dry-run")
@open_to(DESK)
def try_all() -> ResponseReturnValue:
    """What the list in force would have done with the last concerns."""
    now, standing = book.current(), book.standing()
    return render(
        "routing/desk/dry_run.html",
        book=now,
        run=dry_run(now.rules, standing),
        said={rule.key: sentence(rule, standing) for rule in now.rules},
        last=LAST,
    )


@bp.get("/new")
@open_to(MANAGERS)
def new_form() -> ResponseReturnValue:
    return _page(book.current(), _form(None))


@bp.post("/new")
@open_to(MANAGERS)
def add() -> ResponseReturnValue:
    now, form = book.current(), _form(None)
    if not _says_something(form, now.next_key):
        return _page(now, form, status=422)
    rule = form.rule(now.next_key)
    if request.form.get("do") == "try":
        return _page(now, form, run=dry_run([*now.rules, rule], book.standing()))
    if len(now.rules) >= MOST_RULES:
        form.form_errors.append(f"There are {MOST_RULES} rules. Remove one first")
        return _page(now, form, status=422)
    return _changed(
        lambda it: ([*it.rules, form.rule(it.next_key)], it.next_key + 1),
        seen=now.version,
        what=f"rule {rule.key} was written: {sentence(rule, book.standing())}",
    )


@bp.get("/<int(max=2147483647):rule_key>")
@open_to(DESK)
def show(rule_key: int) -> ResponseReturnValue:
    now = book.current()
    rule = _rule_or_404(now, rule_key)
    return _page(now, _form(rule), rule=rule)


@bp.post("/<int(max=2147483647):rule_key>")
@open_to(MANAGERS)
def save(rule_key: int) -> ResponseReturnValue:
    now = book.current()
    rule = _rule_or_404(now, rule_key)
    form = _form(rule)
    if not _says_something(form, rule_key):
        return _page(now, form, rule=rule, status=422)
    wanted = form.rule(rule_key)
    if request.form.get("do") == "try":
        return _page(now, form, rule=rule, run=dry_run(_with(now, wanted), book.standing()))
    if request.form.get("seen") != str(now.version) and wanted != rule:
        form.form_errors.append("Somebody changed the rules meanwhile. Look at the list, then save")
        return _page(now, form, rule=rule, status=409)
    return _changed(
        lambda it: (_with(it, wanted), it.next_key),
        seen=now.version,
        what=f"rule {rule_key} was changed: {sentence(wanted, book.standing())}",
    )


@bp.post("/<int(max=2147483647):rule_key>/move")
@open_to(MANAGERS)
def move(rule_key: int) -> ResponseReturnValue:
    step = STEPS.get(request.form.get("do", ""))
    rule = _rule_or_404(book.current(), rule_key)
    if step is None:
        abort(422)
    return _changed(
        lambda it: (moved(it.rules, rule.key, by=step), it.next_key),
        what=f"rule {rule_key} was moved {request.form['do']}",
    )


@bp.post("/<int(max=2147483647):rule_key>/switch")
@open_to(MANAGERS)
def switch(rule_key: int) -> ResponseReturnValue:
    rule = _rule_or_404(book.current(), rule_key)
    on = not rule.is_on
    other = Rule.of_json(rule.as_json() | {"is_on": on})
    return _changed(
        lambda it: (_with(it, other), it.next_key),
        what=f"rule {rule_key} was switched {'on' if on else 'off'}",
    )


@bp.post("/<int(max=2147483647):rule_key>/remove")
@open_to(MANAGERS)
def remove(rule_key: int) -> ResponseReturnValue:
    rule = _rule_or_404(book.current(), rule_key)
    return _changed(
        lambda it: ([each for each in it.rules if each.key != rule_key], it.next_key),
        what=f"rule {rule_key} was removed: {sentence(rule, book.standing())}",
    )


@bp.post("/versions/<int(max=2147483647):version>/undo")
@open_to(MANAGERS)
def undo(version: int) -> ResponseReturnValue:
    """Take the latest change back."""
    if book.at(version) is None:
        abort(404)
    try:
        book.undo(version, by=me())
        flash("The rules are as before")
    except ChangedMeanwhile:
        flash("The rules have changed since. Take the later changes back first", "warn")
    return redirect(url_for(".index"), 303)


def _changed(
    to: Callable[[Book], tuple[Sequence[Rule], int]], *, what: str, seen: int | None = None
) -> ResponseReturnValue:
    """Change the list, say so, and offer to take it back."""
    if seen is None:
        seen = request.form.get("seen", default=-1, type=int)
    try:
        version = book.change(to, seen=seen, what=what, by=me())
    except ChangedMeanwhile:
        flash("Somebody changed the rules meanwhile. Look at the list, then do it again", "warn")
    else:
        undo_url = url_for(".undo", version=version)
        flash({"text": _short(what), "url": undo_url, "action": "Undo"})
    return redirect(url_for(".index"), 303)


def _short(what: str) -> str:
    text = what[:1].upper() + what[1:]
    return text if len(text) <= LONGEST_FLASH else f"{text[: LONGEST_FLASH - 1]}…"


def _rule_or_404(now: Book, key: int) -> Rule:
    rule = now.rule(key)
    if rule is None:
        abort(404)
    return rule


def _with(now: Book, wanted: Rule) -> list[Rule]:
    return [wanted if rule.key == wanted.key else rule for rule in now.rules]


def _form(rule: Rule | None) -> RuleForm:
    form = RuleForm(data=filled_with(rule) if rule else None)
    form.offer(book.standing(), rule)
    return form


def _says_something(form: RuleForm, key: int) -> bool:
    if not form.validate():
        return False
    if not form.rule(key).does_something:
        form.form_errors.append("Say what is done then: a department, a priority, tags or a person")
        return False
    return True


def _page(
    now: Book,
    form: RuleForm,
    *,
    rule: Rule | None = None,
    run: DryRun | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    standing = book.standing()
    return render(
        "routing/desk/rule.html",
        status=status,
        book=now,
        form=form,
        rule=rule,
        run=run,
        key=rule.key if rule else now.next_key,
        trouble=standing.trouble(rule) if rule else "",
        said={each.key: sentence(each, standing) for each in now.rules},
        last=LAST,
        may_manage=may_manage(me()),
    )
