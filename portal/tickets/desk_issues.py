"""Known issues at the desk."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.tickets import known_issues, policy, queries
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import here, pane
from portal.tickets.forms import LONGEST_WORDS
from portal.tickets.issue_models import KnownIssue
from portal.tickets.known_issues import IssueHasEnded
from portal.tickets.models import Ticket
from portal.web.forms import CONTROLS, LONE_SURROGATES, new_key, tidy
from portal.web.rendering import render

LONGEST_TITLE = 200
MOST_SHOWN = 200
MOST_NUMBERS = 500


@bp.get("/known-issues")
@open_to(DESK)
def issues() -> ResponseReturnValue:
    return _index()


@bp.post("/known-issues")
@open_to(DESK)
def open_issue() -> ResponseReturnValue:
    title = " ".join(tidy(request.form.get("title", "")).split())
    if not title or len(title) > LONGEST_TITLE or not _storable(title):
        return _index("Say in a few words what is wrong", title)
    issue = known_issues.open_issue(title, by=me(), once=request.form.get("once", "")[:80] or None)
    flash(f"{issue.number} is open")
    return redirect(url_for(".issue", number=issue.number), 303)


@bp.get("/known-issues/<number>")
@open_to(DESK)
def issue(number: str) -> ResponseReturnValue:
    return _page(_issue(number))


@bp.post("/known-issues/<number>/tickets")
@open_to(DESK)
def link_tickets(number: str) -> ResponseReturnValue:
    """Link the concerns whose numbers are written, apart by spaces or commas."""
    known = _issue(number)
    typed = tidy(request.form.get("numbers", "")).replace(",", " ").split()
    found = [session.scalars(queries.ticket_for(me(), each)).one_or_none() for each in typed]
    if not typed or None in found or len(typed) > MOST_NUMBERS:
        wrong = [each for each, ticket in zip(typed, found, strict=True) if ticket is None]
        named = f"There is no concern {', '.join(wrong[:5])[:100]}" if wrong else ""
        return _page(known, named or "Write the numbers of concerns", numbers=" ".join(typed))
    return _link(known, [ticket for ticket in found if ticket])


@bp.post("/tickets/<number>/issue")
@open_to(DESK)
def link_issue(number: str) -> ResponseReturnValue:
    """Link this concern to a known issue, or take it off again."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    known = get_or_404(_by_number(request.values.get("issue", "")))
    if request.values.get("unlink"):
        known_issues.unlink(ticket, known, by=me())
        flash(f"{ticket.number} is no longer linked to {known.number}")
        return redirect(here(ticket), 303)
    try:
        known_issues.link(ticket, known, by=me())
    except IssueHasEnded:
        flash(f"{known.number} has ended", "bad")
        return pane(ticket, status=422)
    undo = url_for("desk.link_issue", number=ticket.number, issue=known.number, unlink=1)
    text = f"{ticket.number} is linked to {known.number}"
    flash({"text": text, "url": undo, "action": "Undo"})
    return redirect(here(ticket), 303)


@bp.post("/known-issues/<number>/answer")
@open_to(DESK)
def answer_issue(number: str) -> ResponseReturnValue:
    """Answer everybody with it; the first ones at once, the worker the others."""
    known = _issue(number)
    body = tidy(request.form.get("body", ""))
    if not body or len(body) > LONGEST_WORDS or not _storable(body):
        return _page(known, "Write the answer, within 20,000 characters", body=body)
    solves = request.form.get("then") == "solve"
    once = request.form.get("once", "")[:60] or None
    try:
        given = known_issues.answer_all(known, body=body, by=me(), solves=solves, once=once)
    except IssueHasEnded:
        return _page(known, f"{known.number} has ended. Open it again first", body=body)
    known_issues.give_chunk(given.id)
    flash("Each customer is answered in their own thread")
    return redirect(url_for(".issue", number=known.number), 303)


@bp.post("/known-issues/<number>/end")
@open_to(DESK)
def end_issue(number: str) -> ResponseReturnValue:
    known = _issue(number)
    known_issues.end_issue(known)
    undo = url_for(".reopen_issue", number=known.number)
    flash({"text": f"{known.number} has ended", "url": undo, "action": "Undo"})
    return redirect(url_for(".issues"), 303)


@bp.post("/known-issues/<number>/reopen")
@open_to(DESK)
def reopen_issue(number: str) -> ResponseReturnValue:
    known = _issue(number)
    known_issues.reopen_issue(known)
    flash(f"{known.number} goes on")
    return redirect(url_for(".issue", number=known.number), 303)


def _link(known: KnownIssue, tickets: list[Ticket]) -> ResponseReturnValue:
    try:
        for ticket in tickets:
            known_issues.link(ticket, known, by=me())
    except IssueHasEnded:
        return _page(known, f"{known.number} has ended. Open it again first")
    flash("1 concern is linked" if len(tickets) == 1 else f"{len(tickets)} concerns are linked")
    return redirect(url_for(".issue", number=known.number), 303)


def _index(failed: str = "", title: str = "") -> ResponseReturnValue:
    return render(
        "tickets/desk/issues.html",
        status=422 if failed else 200,
        listed=known_issues.listed(),
        failed=failed,
        title=title[:LONGEST_TITLE],
        once=new_key(),
    )


def _page(known: KnownIssue, failed: str = "", *, body: str = "", numbers: str = "") -> Any:
    return render(
        "tickets/desk/issue.html",
        status=422 if failed else 200,
        issue=known,
        tickets=known_issues.tickets_of(known, most=MOST_SHOWN),
        answers=known_issues.answers_to(known),
        failed=failed,
        body=body[:LONGEST_WORDS],
        numbers=numbers[:1000],
        once=new_key(),
    )


def _issue(number: str) -> KnownIssue:
    return get_or_404(_by_number(number))


def _by_number(number: str) -> Any:
    return select(KnownIssue).where(KnownIssue.id == KnownIssue.id_of(number))


def _storable(text: str) -> bool:
    return not (CONTROLS.search(text) or LONE_SURROGATES.search(text))
