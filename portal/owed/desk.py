"""What is owed, at the desk: the list, and one check-in with what to do about it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import get_or_404, me, open_to, require
from portal.customers.phones import phones_of
from portal.database import session
from portal.owed import ending, policy, queue, ways
from portal.owed.ending import Asked, CannotMake, NotOpen
from portal.owed.forms import NOT_REACHED, AskedForm, OwnerForm, WaiveForm
from portal.owed.models import How, OwedCheckIn
from portal.owed.queue import MINE, NOBODY, VIEWS, Queue
from portal.relationship import publishing
from portal.tickets import desk_queries
from portal.web.forms import tidy
from portal.web.listing import counted
from portal.web.rendering import render

bp = Blueprint("owed", __name__, url_prefix="/desk/owed")
LONGEST_SEARCH = 100
WHOSE = {"": "Everybody’s", MINE: "Mine", NOBODY: "Nobody’s"}


@bp.get("")
@open_to(policy.READERS)
def index() -> ResponseReturnValue:
    return _page(None)


@bp.get("/<number>")
@open_to(policy.READERS)
def show(number: str) -> ResponseReturnValue:
    return _page(_check_in(number))


@bp.post("/<number>/asked")
@open_to(policy.READERS)
def make(number: str) -> ResponseReturnValue:
    """Somebody asked them, or tried to."""
    owed = _mine_to_make(number)
    form = AskedForm(request.form)
    if not form.validate():
        return _page(owed, form=form, status=422)
    how = How(form.how.data)
    if form.answer.data == NOT_REACHED:
        return _done(owed, lambda: ending.not_reached(owed, how=how, by=me()),
                     "The try is written down. It stays owed")  # fmt: skip
    asked = Asked(how=how, said=form.said.data, answer=form.answer.data)
    return _done(owed, lambda: ending.make(owed, asked, by=me()), "Asked, and written down", form)


@bp.post("/<number>/owner")
@open_to(policy.READERS)
def entrust(number: str) -> ResponseReturnValue:
    owed = _mine_to_make(number)
    form = _owner_form(request.form)
    if not form.validate():
        return _page(owed, owner_form=form, status=422)
    chosen = form.owner.data
    to = get_or_404(desk_queries.member(int(chosen))) if chosen else None
    said = f"{to.name} asks them" if to else "Nobody’s now"
    return _done(owed, lambda: ending.entrust(owed, to=to, by=me()), said)


@bp.post("/<number>/waive")
@open_to(policy.READERS)
def waive(number: str) -> ResponseReturnValue:
    owed = _mine_to_make(number)
    form = WaiveForm(request.form)
    if not form.validate():
        return _page(owed, waive_form=form, status=422)
    return _done(
        owed, lambda: ending.waive(owed, reason=form.reason.data, by=me()), "No longer owed"
    )


def _page(
    owed: OwedCheckIn | None,
    *,
    form: AskedForm | None = None,
    owner_form: OwnerForm | None = None,
    waive_form: WaiveForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    asked = _queue()
    rows = asked.rows()
    shown, counts = rows[: queue.PAGE], asked.counts()
    policy_now = publishing.rules_in_force()
    return render(
        "owed/desk/index.html",
        status=status,
        owed=owed,
        rows=shown,
        asked=asked,
        views=VIEWS,
        counts={name: counted(count) for name, count in counts.items()},
        hot={name for name, view in VIEWS.items() if view.is_hot and counts[name]},
        view=VIEWS[asked.view],
        lines={each.key: each.name for each in policy_now.lines} if policy_now else {},
        is_in_force=policy_now is not None,
        whose=WHOSE,
        friday=queue.friday(),
        address=_address,
        first_url=_address(asked) if asked.after else "",
        next_url=_address(asked, after=shown[-1].number) if len(rows) > len(shown) else "",
        stands=ways.standing,
        form=form or AskedForm(formdata=None),
        owner_form=owner_form or _owner_form(None, owed),
        waive_form=waive_form or WaiveForm(formdata=None),
        **(_beside(owed) if owed else {}),
    )


def _beside(owed: OwedCheckIn) -> dict[str, Any]:
    return {
        "way": ways.proposed(owed),
        "phones": phones_of(owed.customer),
        "today": clock.now(),
    }


def _queue() -> Queue:
    given = request.args
    text = tidy(given.get("q", "").replace("\0", ""))[:LONGEST_SEARCH]
    after = session.scalars(queue.check_in_for(given.get("after", ""))).one_or_none()
    view = given.get("view", "")
    chosen = view if view in VIEWS else next(iter(VIEWS))
    is_beside = after is not None and (after.ended_at is not None) is VIEWS[chosen].is_over
    return Queue(
        view=chosen,
        text="".join(letter for letter in text if letter.isprintable()),
        line=given.get("line", "")[:80].replace("\0", ""),
        whose=given.get("whose", "") if given.get("whose", "") in WHOSE else "",
        reader_id=me().id,
        after=after if is_beside else None,
    )


def _address(asked: Queue, owed: OwedCheckIn | None = None, **changes: str) -> str:
    """This list, changed so; or one of its check-ins beside it."""
    kept = {"view": asked.view, "q": asked.text, "line": asked.line, "whose": asked.whose}
    given = {name: value for name, value in (kept | changes).items() if value}
    path = url_for("owed.show", number=owed.number) if owed else url_for("owed.index")
    return f"{path}?{urlencode(given)}" if given else path


def _owner_form(formdata: Any, owed: OwedCheckIn | None = None) -> OwnerForm:
    owner = str(owed.owner_id) if owed and owed.owner_id else ""
    form = OwnerForm(formdata, owner=owner)
    form.offer(desk_queries.desk_staff())
    return form


def _done(
    owed: OwedCheckIn, act: Any, said: str, form: AskedForm | None = None
) -> ResponseReturnValue:
    """Do it and say so; or say who was quicker, or what is missing."""
    try:
        act()
    except NotOpen as refused:
        flash(str(refused), "warn")
    except CannotMake as refused:
        shown = form or AskedForm(formdata=None)
        shown.form_errors.append(str(refused))
        return _page(owed, form=shown, status=422)
    else:
        flash(said)
    return redirect(_address(_queue(), owed), 303)


def _mine_to_make(number: str) -> OwedCheckIn:
    owed = _check_in(number)
    require(policy.may_make, owed)
    return owed


def _check_in(number: str) -> OwedCheckIn:
    return get_or_404(queue.check_in_for(number))
