"""Tasks and checklists at the desk."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to, require
from portal.accounts.models import User
from portal.tickets import desk_queries, policy, snooze_times, tasks
from portal.tickets.company import zone
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_talk import here, pane
from portal.tickets.models import Ticket
from portal.tickets.tasks import TooManyTasks
from portal.tickets.time_models import Checklist, TicketTask
from portal.web.forms import CONTROLS, LONE_SURROGATES, tidy
from portal.web.rendering import render

LONGEST_TASK = 200
LONGEST_LIST = 10_000
ENDS_AT = "T17:00"
"""A task that is due on a day is due by the end of its work."""


class Refused(Exception):
    """Why it was not kept, in words."""


@bp.get("/tasks")
@open_to(DESK)
def my_tasks() -> ResponseReturnValue:
    return render("tickets/desk/tasks.html", tasks=tasks.undone_of(me()))


@bp.post("/tickets/<number>/tasks")
@open_to(DESK)
def add_tasks(number: str) -> ResponseReturnValue:
    """One task a line, or those of a checklist."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    try:
        texts, assignee = _lines("tasks"), _assignee()
        if checklist := request.form.get("checklist", ""):
            found = get_or_404(select(Checklist).where(Checklist.id == _id(checklist)))
            texts += tasks.lines_of(found.lines)
        if not texts:
            raise Refused("Write what is to be done")
        tasks.add(ticket, texts=texts, by=me(), assignee=assignee, due_at=_due())
    except (Refused, TooManyTasks) as refusal:
        flash(str(refusal), "bad")
        return pane(ticket, status=422)
    flash("Task added" if len(texts) == 1 else f"{len(texts)} tasks added")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/tasks/<int(max=2147483647):task_id>/done")
@open_to(DESK)
def tick_task(number: str, task_id: int) -> ResponseReturnValue:
    ticket, task = _task(number, task_id)
    tasks.tick(task, by=me())
    undo = url_for("desk.untick_task", number=ticket.number, task_id=task.id)
    flash({"text": "Done", "url": undo, "action": "Undo"})
    return redirect(_back(ticket), 303)


@bp.post("/tickets/<number>/tasks/<int(max=2147483647):task_id>/undone")
@open_to(DESK)
def untick_task(number: str, task_id: int) -> ResponseReturnValue:
    ticket, task = _task(number, task_id)
    tasks.untick(task, by=me())
    flash("To be done again")
    return redirect(_back(ticket), 303)


@bp.get("/checklists")
@open_to(DESK)
def checklists() -> ResponseReturnValue:
    return _checklists()


@bp.post("/checklists")
@open_to(DESK)
def keep_checklist() -> ResponseReturnValue:
    name = " ".join(tidy(request.form.get("name", "")).split())
    try:
        lines = _lines("lines")
        _storable(name)
        if not name or not lines:
            raise Refused("Give it a name, and one task a line")
    except Refused as refusal:
        return _checklists(str(refusal), name, tidy(request.form.get("lines", "")))
    tasks.keep_checklist(name, lines)
    flash(f"{name} is kept")
    return redirect(url_for(".checklists"), 303)


@bp.post("/checklists/<int(max=2147483647):checklist_id>/remove")
@open_to(DESK)
def forget_checklist(checklist_id: int) -> ResponseReturnValue:
    found = get_or_404(select(Checklist).where(Checklist.id == checklist_id))
    tasks.forget_checklist(found)
    undo = url_for(".restore_checklist", checklist_id=found.id)
    text = f"{found.name} is gone. Tasks made from it stay"
    flash({"text": text, "url": undo, "action": "Undo"})
    return redirect(url_for(".checklists"), 303)


@bp.post("/checklists/<int(max=2147483647):checklist_id>/restore")
@open_to(DESK)
def restore_checklist(checklist_id: int) -> ResponseReturnValue:
    found = get_or_404(select(Checklist).where(Checklist.id == checklist_id))
    tasks.restore_checklist(found)
    flash(f"{found.name} is back")
    return redirect(url_for(".checklists"), 303)


def _checklists(failed: str = "", name: str = "", lines: str = "") -> ResponseReturnValue:
    return render(
        "tickets/desk/checklists.html",
        status=422 if failed else 200,
        checklists=tasks.checklists(),
        failed=failed,
        name=name[:LONGEST_TASK],
        lines=lines[:LONGEST_LIST],
    )


def _task(number: str, task_id: int) -> tuple[Ticket, TicketTask]:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    of_it = (TicketTask.ticket_id == ticket.id, TicketTask.id == task_id)
    return ticket, get_or_404(select(TicketTask).where(*of_it))


def _back(ticket: Ticket) -> str:
    return url_for(".my_tasks") if request.form.get("from") == "mine" else here(ticket)


def _lines(field: str) -> list[str]:
    typed = tidy(request.form.get(field, ""))
    if len(typed) > LONGEST_LIST:
        raise Refused("That is too long for a list of tasks")
    lines = tasks.lines_of(typed)
    for line in lines:
        _storable(line)
    if len(lines) > tasks.MOST_ON_A_TICKET:
        raise Refused(f"Keep it to {tasks.MOST_ON_A_TICKET} tasks")
    return lines


def _storable(text: str) -> None:
    if len(text) > LONGEST_TASK or CONTROLS.search(text) or LONE_SURROGATES.search(text):
        raise Refused("Keep each line to 200 characters that can be shown")


def _assignee() -> User | None:
    chosen = request.form.get("assignee", "")
    staff = {str(user.id) for user in desk_queries.desk_staff()}
    if chosen and chosen not in staff:
        raise Refused("That is no longer a choice. Choose again")
    return get_or_404(desk_queries.member(int(chosen))) if chosen else None


def _due() -> datetime | None:
    """The end of a working day, whether it is over or not: an overdue task is one, too."""
    typed = tidy(request.form.get("due", ""))
    if not typed:
        return None
    try:
        return snooze_times.on_the_clock(typed + ENDS_AT if len(typed) == 10 else typed, zone())
    except snooze_times.NoSuchTime as refusal:
        raise Refused("Write the day like 2026-11-24") from refusal


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
