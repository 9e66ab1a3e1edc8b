"""Sorting at the desk: who looks after a ticket, whose turn it is, how urgent, who belongs."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from portal.access import DESK, get_or_404, me, open_to, require
from portal.accounts.models import User
from portal.tickets import desk_queries, policy, resolution, third_parties, triage
from portal.tickets.desk import bp, ticket_here
from portal.tickets.desk_acts import act_on
from portal.tickets.desk_forms import STATES, AssignForm, PriorityForm, StateForm
from portal.tickets.desk_talk import following, here, pane
from portal.tickets.models import Priority, Ticket, TicketKind, TicketState


@bp.post("/tickets/<number>/assign")
@open_to(DESK)
def assign(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = AssignForm()
    form.offer(desk_queries.desk_staff())
    if not form.validate():
        return _choose_again(ticket)
    to = get_or_404(desk_queries.member(int(form.to.data))) if form.to.data else None
    what = f"{ticket.number} is yours" if to == me() else _given(ticket.number, to)
    # Who takes it goes on with it; what goes to somebody else is done with.
    then = here(ticket) if to == me() else following(ticket)
    act_on(ticket, lambda it: triage.assign(it, to=to, by=me()), what)
    return redirect(then, 303)


@bp.post("/tickets/<number>/priority")
@open_to(DESK)
def prioritise(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = PriorityForm()
    if not form.validate():
        return _choose_again(ticket)
    level = Priority(form.priority.data)
    what = f"{ticket.number} has {level.value} priority"
    act_on(ticket, lambda it: triage.prioritise(it, priority=level, by=me()), what)
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/kind")
@open_to(DESK)
def sort(number: str) -> ResponseReturnValue:
    """Say what kind it is, where whoever raised it did not know or did not say."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    kind = request.form.get("kind", "")
    if kind not in TicketKind.__members__.values():
        return _choose_again(ticket)
    what = f"{ticket.number}: {kind}"
    act_on(ticket, lambda it: triage.sort(it, kind=TicketKind(kind), by=me()), what)
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/state")
@open_to(DESK)
def put(number: str) -> ResponseReturnValue:
    """Say whose turn it is, without writing to the customer."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = StateForm()
    if not form.validate():
        return _choose_again(ticket)
    state = TicketState(form.state.data)
    what = f"{ticket.number}: {STATES[state].lower()}"
    then = here(ticket) if state is TicketState.OPEN else following(ticket)
    act_on(ticket, lambda it: triage.put(it, state=state, by=me()), what)
    return redirect(then, 303)


@bp.post("/tickets/<number>/solve")
@open_to(DESK)
def solve(number: str) -> ResponseReturnValue:
    """End it; then the next of the view."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    then = following(ticket)
    act_on(ticket, lambda it: resolution.solve(it, by=me()), f"{ticket.number} is solved")
    return redirect(then, 303)


@bp.post("/tickets/<number>/reopen")
@open_to(DESK)
def reopen(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_reopen, ticket)
    act_on(ticket, lambda it: resolution.reopen(it, by=me()), f"{ticket.number} is open again")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/words/<int(max=2147483647):reply_id>/accept")
@open_to(DESK)
def accept_words(number: str, reply_id: int) -> ResponseReturnValue:
    """Let a stranger's words into the talk, so that the customer reads them too."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    word = get_or_404(desk_queries.word_in(ticket, reply_id))
    third_parties.accept_third_party(word, by=me())
    flash(f"The customer reads what {word.author_name} wrote")
    return redirect(here(ticket), 303)


@bp.post("/tickets/<number>/words/<int(max=2147483647):reply_id>/dismiss")
@open_to(DESK)
def dismiss_words(number: str, reply_id: int) -> ResponseReturnValue:
    """Keep a stranger's words from the customer, as a note among staff."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    word = get_or_404(desk_queries.word_in(ticket, reply_id))
    third_parties.dismiss_third_party(word, by=me())
    flash(f"What {word.author_name} wrote stays with the desk")
    return redirect(here(ticket), 303)


def _choose_again(ticket: Ticket) -> ResponseReturnValue:
    flash("That is no longer a choice. Choose again", "bad")
    return pane(ticket, status=422)


def _given(number: str, to: User | None) -> str:
    return f"{number} goes to {to.name}" if to else f"{number} is for anyone to take"
