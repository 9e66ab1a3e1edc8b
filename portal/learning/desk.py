"""The learning at the desk: taking what is proposed, or saying no, and how often it is right."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to, require
from portal.database import session
from portal.learning import confirming, fields, measuring, policy, queries
from portal.learning.models import Field, Outcome, Proposal
from portal.learning.queries import PAGE, Behind
from portal.tickets.company import zone
from portal.tickets.desk import ticket_here
from portal.tickets.desk_acts import act_on
from portal.tickets.desk_talk import here
from portal.tickets.models import Ticket
from portal.web.rendering import render

bp = Blueprint("learning", __name__, url_prefix="/desk")


@bp.post("/tickets/<number>/proposals/<field>")
@open_to(DESK)
def decide(number: str, field: str) -> ResponseReturnValue:
    """Take what is proposed, say that it is not that, or take either back."""
    ticket = ticket_here(number)
    require(policy.may_decide, ticket)
    proposal = confirming.proposal_of(ticket, _field(field))
    if proposal is None:
        abort(404)
    decided = DECISIONS.get(request.values.get("do", ""))
    if decided is None:
        flash("Take it, or say no", "bad")
    else:
        decided(ticket, proposal)
    return redirect(here(ticket), 303)


def _take(ticket: Ticket, proposal: Proposal) -> None:
    text = fields.named(proposal.field, proposal.value)
    if not fields.can_be(proposal.field, proposal.value):
        flash(f"{text} can no longer be chosen", "bad")
    elif fields.holds(ticket, proposal.field, proposal.value):
        confirming.confirm(ticket, proposal.field, proposal.value, by=me())
        flash(f"{ticket.number} stays as it is: {text}")
    else:
        what = f"{ticket.number}: {fields.NAMES[proposal.field].lower()} {text}"
        act_on(
            ticket,
            lambda it: fields.put(it, proposal.field, proposal.value, by=me()),
            what,
        )


def _refuse(ticket: Ticket, proposal: Proposal) -> None:
    text = fields.named(proposal.field, proposal.value)
    if proposal.done_at and fields.holds(ticket, proposal.field, proposal.value):
        act_on(
            ticket,
            lambda it: fields.take_back(
                it, proposal.field, proposal.value, proposal.was or "", by=me()
            ),
            f"{ticket.number} is not {text}",
        )
        confirming.refuse(proposal, by=me())
        return
    confirming.refuse(proposal, by=me())
    back = url_for(".decide", number=ticket.number, field=proposal.field.value)
    flash({"text": f"{ticket.number} is not {text}", "url": f"{back}?do=back", "action": "Undo"})


def _take_back(ticket: Ticket, proposal: Proposal) -> None:
    confirming.take_refusal_back(proposal, by=me())
    flash("Proposed again")


DECISIONS = {"take": _take, "no": _refuse, "back": _take_back}


@bp.get("/learning")
@open_to(DESK)
def index() -> ResponseReturnValue:
    """Each field: what it was learned from, and how often it is right."""
    learned = queries.learned()
    rows = [
        {
            "field": field,
            "name": fields.NAMES[field],
            "model": learned.get(field),
            "share": measuring.share(settled := queries.settled(field)),
            "sure": measuring.share(each for each in settled if each.is_sure),
            "waiting": queries.unsettled(field),
        }
        for field in Field
    ]
    return render("learning/desk/index.html", rows=rows, may_manage=policy.may_manage(me()))


@bp.get("/learning/<field>")
@open_to(DESK)
def show(field: str) -> ResponseReturnValue:
    """One field: by value, by week, and when only the surest stand."""
    chosen = _field(field)
    figures = measuring.figures(queries.settled(chosen), zone())
    return render(
        "learning/desk/show.html",
        field=chosen,
        name=fields.NAMES[chosen],
        figures=figures,
        least=measuring.LEAST,
        model=queries.learned().get(chosen),
        waiting=queries.unsettled(chosen),
        named=lambda value: fields.named(chosen, value),
        behind=lambda **narrowed: _behind(chosen, narrowed),
    )


@bp.get("/learning/<field>/concerns")
@open_to(DESK)
def concerns(field: str) -> ResponseReturnValue:
    """The concerns behind a number."""
    asked = _asked(_field(field))
    found = session.scalars(asked.select()).all()
    page = found[:PAGE]
    older = ""
    if len(found) > PAGE:
        older = url_for(".concerns", field=field, **_in_address(replace(asked, after=page[-1].id)))
    return render(
        "learning/desk/concerns.html",
        field=asked.field,
        name=fields.NAMES[asked.field],
        proposals=page,
        named=lambda value: fields.named(asked.field, value),
        older_url=older,
        first_url=url_for(".concerns", field=field, **_in_address(replace(asked, after=0)))
        if asked.after
        else "",
        outcomes=Outcome,
        says=_says(asked),
    )


def _field(name: str) -> Field:
    if name not in Field.__members__.values():
        abort(404)
    return Field(name)


def _behind(field: Field, narrowed: dict[str, Any]) -> str:
    kept = {name: value for name, value in narrowed.items() if value}
    url = url_for(".concerns", field=field.value)
    return f"{url}?{urlencode(kept)}" if kept else url


def _asked(field: Field) -> Behind:
    """What the address asks for; what means nothing there narrows nothing."""
    said = {
        name: "".join(filter(str.isprintable, text))[:80] for name, text in request.args.items()
    }
    outcome, when = said.get("outcome", ""), said.get("when", "")
    after = said.get("after", "")
    return Behind(
        field=field,
        outcome=outcome if outcome in Outcome.__members__.values() else "",
        value=said.get("value", ""),
        truth=said.get("truth", ""),
        when=when if _is_period(when) else "",
        sure="sure" in said,
        aside="aside" in said,
        likely=_number(said.get("likely", "")),
        after=int(after) if after.isascii() and after.isdigit() and len(after) <= 9 else 0,
    )


def _in_address(asked: Behind) -> dict[str, Any]:
    named = {
        "outcome": asked.outcome,
        "value": asked.value,
        "truth": asked.truth,
        "when": asked.when,
        "sure": "1" if asked.sure else "",
        "aside": "1" if asked.aside else "",
        "likely": f"{asked.likely:.6f}" if asked.likely is not None else "",
        "after": asked.after or "",
    }
    return {name: value for name, value in named.items() if value}


def _says(asked: Behind) -> str:
    """What the list is narrowed to, in words."""
    parts = [
        {"accepted": "right", "corrected": "not right", "open": "nobody said yet",
         "ignored": "nobody said"}.get(asked.outcome, ""),
        f"proposed as {fields.named(asked.field, asked.value)}" if asked.value else "",
        f"in truth {fields.named(asked.field, asked.truth)}" if asked.truth else "",
        f"proposed in {asked.when}" if asked.when else "",
        "the sure ones" if asked.sure else "",
        "kept aside" if asked.aside else "",
        f"at least {round(100 * asked.likely)} % likely" if asked.likely is not None else "",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _is_period(text: str) -> bool:
    try:
        return bool(queries.period_of(text))
    except ValueError:
        return False


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
