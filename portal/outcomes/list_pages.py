"""Keeping a list of the people behind a number, and what can be done with it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to, require
from portal.followups import policy as followups_policy
from portal.followups import queries
from portal.followups.switching import NotNow
from portal.outcomes import desk, lists, policy
from portal.outcomes.forms import EnrolForm, ListForm
from portal.outcomes.lists import NobodyThere
from portal.outcomes.models import CustomerList
from portal.web.rendering import render
from portal.web.tables import MOST_EXPORTED, Table, as_csv

bp = Blueprint("desk_lists", __name__, url_prefix="/desk/lists")
READERS, WRITERS = followups_policy.READERS, followups_policy.WRITERS
ID = "int(max=2147483647)"


@desk.bp.post("/list")
@open_to(WRITERS)
def keep(playbook: str) -> ResponseReturnValue:
    """Keep who is behind the number that the address names."""
    behind, form = desk.asked_for(playbook), ListForm()
    require(policy.may_keep, behind.playbook)
    if not form.validate():
        return desk.people_page(behind, form, status=422)
    try:
        kept = lists.keep(behind, name=form.name.data, source=desk.source_of(behind), by=me())
    except NobodyThere:
        flash("Nobody is behind this number, so nothing was kept", "warn")
        return redirect(desk.people_url(behind), 303)
    flash(f"Kept {kept.size:,} people")
    return redirect(url_for("desk_lists.show", list_id=kept.id), 303)


@bp.get("")
@open_to(READERS)
def index() -> ResponseReturnValue:
    return render("outcomes/desk/lists.html", lists=lists.lists(me()))


@bp.get(f"/<{ID}:list_id>")
@open_to(READERS)
def show(list_id: int) -> ResponseReturnValue:
    kept = get_or_404(lists.list_for(me(), list_id))
    if request.args.get("format") == "csv":
        require(policy.may_keep, kept)
        return as_csv(_table(kept))
    return _page(kept, _form())


@bp.post(f"/<{ID}:list_id>/enrol")
@open_to(WRITERS)
def enrol(list_id: int) -> ResponseReturnValue:
    """Put everybody on it into a playbook; its gates decide as always."""
    kept = get_or_404(lists.list_for(me(), list_id))
    require(policy.may_keep, kept)
    form = _form()
    if not form.validate():
        return _page(kept, form, status=422)
    playbook = get_or_404(queries.playbook_for(me(), form.playbook.data))
    try:
        lists.put_into(kept, playbook, by=me())
    except NotNow as refused:
        form.playbook.errors = [str(refused)]
        return _page(kept, form, status=409)
    flash("They are put in now, a few at a time")
    return redirect(url_for(".show", list_id=kept.id), 303)


def _page(kept: CustomerList, form: EnrolForm, status: int = 200) -> ResponseReturnValue:
    asked = request.args.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    found = lists.members(kept, after=after)
    shown = found[: lists.PAGE]
    return render(
        "outcomes/desk/list.html",
        status=status,
        kept=kept,
        form=form,
        customers=shown,
        enrollings=lists.enrollings(kept),
        first_url=url_for(".show", list_id=kept.id) if after else "",
        next_url=url_for(".show", list_id=kept.id, after=shown[-1].id)
        if len(found) > len(shown)
        else "",
    )


def _form() -> EnrolForm:
    form = EnrolForm()
    form.playbook.choices = {each.key: each.title for each in lists.open_playbooks()}
    return form


def _table(kept: CustomerList) -> Table:
    lines = [[each.number, each.name] for each in lists.members(kept, most=MOST_EXPORTED)]
    return Table(name=f"list-{kept.id}", title=kept.name, columns=["Customer", "Name"], rows=lines)
