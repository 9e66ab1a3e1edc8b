"""What a filled-in form says: who it was, what was said, and what follows."""

from datetime import datetime, time
from typing import Any

from wtforms import Field

from portal.access import Actor, get_or_404
from portal.calls import noting
from portal.calls.callers import Found, known
from portal.calls.forms import CONCERN, NEW, NOTE, CallForm
from portal.calls.models import Call, Direction
from portal.calls.noting import NewConcern, Promised, Spoken
from portal.customers.models import Customer
from portal.customers.phones import digits_of, stranger_who_rang
from portal.database import atomic, session
from portal.orders.models import Order
from portal.tickets import desk_queries
from portal.tickets.company import zone
from portal.tickets.models import Ticket, TicketKind
from portal.tickets.queries import ticket_for

ENDS_AT = time(17)
"""What is promised for a day is promised for the end of its work."""
Who = Customer | str
"""A customer, or the name of somebody we do not know yet."""


class Unclear(Exception):
    """One field of the form does not say enough."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name

    def field(self, form: CallForm) -> Field:
        return form[self.name]


def customer_of(form: CallForm, candidates: list[Found], chosen: str, *, reader: Any) -> Who:
    """Whom they chose, or the only one it can be; a stranger by their name."""
    if chosen == NEW:
        name = form.name.data or ("" if _number(form) else form.caller.data)
        if not name:
            raise Unclear("name", "Give their name")
        return name
    if chosen:
        found = known(chosen, reader=reader)
        if found is None:
            raise Unclear("caller", "That is no longer a choice. Choose again")
        return found.customer
    if len(candidates) == 1:
        return candidates[0].customer
    if candidates:
        raise Unclear("caller", "Choose who it was")
    raise Unclear("caller", "We know nobody like that. Choose “Somebody new”")


def spoken_of(form: CallForm, customer: Who, *, reader: Any) -> Spoken:
    ticket, order = _about(form, customer, reader)
    then = form.then.data
    if then == NOTE and ticket is None:
        raise Unclear("about", "Say which concern gets the note")
    if then == NOTE and not form.said.data:
        raise Unclear("said", "Write what was said")
    is_stranger = not isinstance(customer, Customer)
    return Spoken(
        direction=Direction(form.direction.data),
        spoke_with=form.name.data or _name(customer),
        number=form.number.data or _number(form),
        minutes=form.minutes.data,
        said=form.said.data or "",
        ticket=None if then == CONCERN else ticket,
        order=order,
        is_noted=then == NOTE,
        promised=_promised(form),
        concern=_concern(form, is_stranger) if then == CONCERN else None,
    )


@atomic()
def write(customer: Who, spoken: Spoken, *, by: Actor, once: str | None) -> Call:
    """The call, and with it the customer when nobody knew them before."""
    if isinstance(customer, Customer):
        return noting.log(customer, spoken, by=by, once=once)
    earlier = noting.logged_by(once, by=by)
    return earlier or noting.log(
        stranger_who_rang(customer, spoken.number), spoken, by=by, once=once
    )


def _name(customer: Who) -> str:
    if not isinstance(customer, Customer):
        return customer
    return "" if customer.is_organisation else customer.name


def _number(form: CallForm) -> str:
    """What was typed to find them, when that is a telephone number."""
    typed = form.caller.data or ""
    return typed if digits_of(typed) and not Customer.id_of(typed) else ""


def _about(form: CallForm, customer: Who, reader: Any) -> tuple[Ticket | None, Order | None]:
    typed = (form.about.data or "").upper()
    if not typed:
        return None, None
    ticket = session.scalars(ticket_for(reader, typed)).one_or_none()
    if ticket is not None and typed.startswith(Ticket.number_prefix):
        return ticket, None
    order = session.get(Order, Order.id_of(typed))
    if order is None or not typed.startswith(Order.number_prefix):
        raise Unclear("about", "There is no such concern or order")
    return None, order


def _promised(form: CallForm) -> Promised | None:
    what, on = form.promised.data, form.promised_on.data
    if not what:
        if on:
            raise Unclear("promised", "Write what was promised")
        return None
    if on is None:
        raise Unclear("promised_on", "Say by when")
    staff = {str(user.id) for user in desk_queries.desk_staff()}
    if form.owner.data not in staff:
        raise Unclear("owner", "That is no longer a choice. Choose again")
    owner = get_or_404(desk_queries.member(int(form.owner.data)))
    return Promised(what=what, by_when=datetime.combine(on, ENDS_AT, zone()), owner=owner)


def _concern(form: CallForm, is_stranger: bool) -> NewConcern:
    if not form.subject.data:
        raise Unclear("subject", "Say in a few words what it is about")
    if not form.body.data:
        raise Unclear("body", "Write what they want from us")
    if is_stranger and not form.email.data:
        raise Unclear("email", "Give an e-mail address: the answer needs one")
    return NewConcern(
        kind=TicketKind(form.kind.data),
        subject=form.subject.data,
        body=form.body.data,
        address=form.email.data or "",
    )
