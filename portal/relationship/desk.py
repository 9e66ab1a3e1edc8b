"""The policy at the desk: a table of sentences, its lines, and every version there was."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import get_or_404, me, open_to
from portal.accounts.models import User
from portal.database import session
from portal.relationship import policy, publishing, rules, starting
from portal.relationship.forms import NAMES, LineForm
from portal.relationship.models import RelationshipPolicy
from portal.relationship.publishing import ChangedMeanwhile
from portal.relationship.rules import LEVELS, MEANS, OTHERS, NotAPolicy
from portal.tickets import desk_queries
from portal.web.rendering import render

bp = Blueprint("relationship", __name__, url_prefix="/desk/relationship")
NEW = "new"
MEANWHILE = "Somebody published a version meanwhile. Look at it, then change it again."


@bp.get("")
@open_to(policy.READERS)
def index() -> ResponseReturnValue:
    return _page(publishing.in_force())


@bp.get("/versions/<int(max=2147483647):n>")
@open_to(policy.READERS)
def version(n: int) -> ResponseReturnValue:
    """What held before."""
    return _page(get_or_404(publishing.version(n)))


@bp.post("/begin")
@open_to(policy.DECIDERS)
def begin() -> ResponseReturnValue:
    """Take over the rules to begin with."""
    reason = "the rules to begin with were taken over"
    return _published(starting.document(), seen=0, reason=reason)


@bp.post("/versions/<int(max=2147483647):n>/again")
@open_to(policy.DECIDERS)
def again(n: int) -> ResponseReturnValue:
    """Let an older version hold again: as the next one."""
    old = get_or_404(publishing.version(n))
    return _published(old.document, seen=_seen(), reason=f"version {n} holds again")


@bp.get("/lines/<key>")
@open_to(policy.DECIDERS)
def line(key: str) -> ResponseReturnValue:
    document, seen = _document()
    form = _form(None, seen=str(seen))
    form.fill(_line(document, key))
    return _line_page(document, key, form)


@bp.post("/lines/<key>")
@open_to(policy.DECIDERS)
def save(key: str) -> ResponseReturnValue:
    document, _ = _document()
    _line(document, key)
    form = _form(request.form)
    if not form.validate() or form.half_written():
        return _line_page(document, key, form, status=422)
    name = publishing.key_of(form.name.data, document) if key == NEW else key
    try:
        changed = publishing.with_line(document, name, form.line(name))
        return _published(changed, seen=_seen(), reason=form.reason.data, is_shown=True)
    except NotAPolicy as wrong:
        form.form_errors.append(str(wrong))
    except ChangedMeanwhile:
        form.form_errors.append(MEANWHILE)
    return _line_page(document, key, form, status=422)


@bp.post("/lines/<key>/remove")
@open_to(policy.DECIDERS)
def remove(key: str) -> ResponseReturnValue:
    """Its products are among everything else from now on."""
    document, _ = _document()
    gone = _line(document, key)
    if key in (OTHERS, NEW):
        abort(404)
    document = publishing.without_line(document, key)
    return _published(document, seen=_seen(), reason=f"the line {gone['name']} was taken out")


def _page(shown: RelationshipPolicy | None) -> ResponseReturnValue:
    newest = publishing.in_force()
    before = request.args.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) < 7
    versions = publishing.versions(before=int(before) if is_number else 0)
    page = versions[: publishing.PAGE]
    read = rules.read(shown.document if shown else starting.document())
    return render(
        "relationship/desk/index.html",
        shown=shown,
        is_newest=shown is not None and newest is not None and shown.n == newest.n,
        newest=newest,
        lines=read.lines,
        levels=LEVELS,
        means=MEANS,
        owners=_names({each.owner_id for each in read.lines if each.owner_id}),
        versions=page,
        older_url=url_for(".index", before=page[-1].n) if len(versions) > len(page) else "",
    )


def _line_page(
    document: dict[str, Any], key: str, form: LineForm, *, status: int = 200
) -> ResponseReturnValue:
    return render(
        "relationship/desk/line.html",
        status=status,
        key=key,
        is_new=key == NEW,
        is_others=key == OTHERS,
        title=_line(document, key)["name"],
        form=form,
        names=NAMES,
        means=MEANS,
    )


def _published(
    document: dict[str, Any], *, seen: int, reason: str, is_shown: bool = False
) -> ResponseReturnValue:
    """Publish, and say so; a form that can be shown again hears of a version meanwhile itself."""
    try:
        made = publishing.publish(document, seen=seen, reason=reason, by=me())
    except ChangedMeanwhile:
        if is_shown:
            raise
        flash(MEANWHILE, "warn")
    else:
        is_new = made.n != seen
        flash(f"Version {made.n} holds from now on" if is_new else "Nothing changed")
    return redirect(url_for(".index"), 303)


def _document() -> tuple[dict[str, Any], int]:
    newest = publishing.in_force()
    return (newest.document, newest.n) if newest else (starting.document(), 0)


def _line(document: dict[str, Any], key: str) -> dict[str, Any]:
    if key == NEW:
        return publishing.blank()
    found = next((each for each in document["lines"] if each["key"] == key), None)
    return found if found is not None else abort(404)


def _form(formdata: Any, **fields: str) -> LineForm:
    form = LineForm(formdata, **fields)
    form.offer(desk_queries.desk_staff())
    return form


def _seen() -> int:
    asked = request.form.get("seen", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0


def _names(ids: set[int]) -> dict[int, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}
