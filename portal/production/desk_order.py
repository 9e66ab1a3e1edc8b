"""One order in production at the desk: its stage, its parts, its waits, its days, its parcels."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import DESK, me, open_to
from portal.orders import cancelling, delivering, production, rescheduling, stages, waiting
from portal.orders.course import course_of
from portal.orders.delivering import TooManyParcels
from portal.orders.models import Order, ProductionStage
from portal.orders.production import NoSuchPart
from portal.orders.production_models import Reason
from portal.orders.production_words import AT_THE_DESK
from portal.orders.rescheduling import AlreadyDone, OutOfOrder
from portal.orders.standing import MovedMeanwhile, NoLongerBuilt
from portal.production.board import NEXT
from portal.production.desk import MOVED_MEANWHILE, bp, moved_on, order_here
from portal.production.forms import (
    EndForm,
    MoveForm,
    ParcelForm,
    PartForm,
    StageForm,
    WaitForm,
)
from portal.web.forms import PortalForm
from portal.web.rendering import render

FORMS: dict[str, type[PortalForm]] = {
    "wait": WaitForm, "move": MoveForm, "parcel": ParcelForm, "end": EndForm,
}  # fmt: skip


@bp.get("/<number>")
@open_to(DESK)
def show(number: str) -> ResponseReturnValue:
    return _page(order_here(number))


@bp.post("/<number>/reached")
@open_to(DESK)
def reached(number: str) -> ResponseReturnValue:
    order = order_here(number)
    form = StageForm(request.form)
    if not form.validate():
        return _page(order, "Choose a stage that there is", status=422)
    stage = ProductionStage(form.stage.data)
    wrong = moved_on(order, stage, seen=ProductionStage(form.seen.data))
    if wrong:
        return _page(order, wrong, status=409)
    return _done(order, f"{order.number} is in {stages.name_of(order, stage)}")


@bp.post("/<number>/part")
@open_to(DESK)
def part_done(number: str) -> ResponseReturnValue:
    order = order_here(number)
    form = PartForm(request.form)
    if not form.validate():
        return _page(order, "Choose a part of the work that there is", status=422)
    part = form.part.data
    try:
        production.finish_part(order, part, on=clock.now().date(), by=me())
    except (NoSuchPart, NoLongerBuilt):
        return _page(order, MOVED_MEANWHILE, status=409)
    return _done(order, f"Done: {stages.work_of(order, order.stage)[part]}")


@bp.post("/<number>/wait")
@open_to(DESK)
def wait(number: str) -> ResponseReturnValue:
    def do(order: Order, form: Any) -> str:
        reason = Reason(form.reason.data)
        expected_on = form.expected_on.data
        waiting.wait(
            order, reason=reason, words=form.words.data or "", expected_on=expected_on, by=me()
        )
        return f"It waits: {AT_THE_DESK[reason].lower()}"

    return _said(number, "wait", do)


@bp.post("/<number>/go-on")
@open_to(DESK)
def go_on(number: str) -> ResponseReturnValue:
    order = order_here(number)
    waiting.go_on(order, by=me())
    return _done(order, f"{order.number} goes on")


@bp.post("/<number>/days")
@open_to(DESK)
def move(number: str) -> ResponseReturnValue:
    def do(order: Order, form: Any) -> str:
        moved = rescheduling.move(
            order,
            ProductionStage(form.stage.data),
            to=form.to.data,
            reason=Reason(form.reason.data),
            words=form.words.data or "",
            seen=form.seen_on(form.stage.data),
            by=me(),
        )
        return f"{len(moved)} days moved" if len(moved) > 1 else "The day is moved"

    return _said(number, "move", do)


@bp.post("/<number>/parcels")
@open_to(DESK)
def send_parcel(number: str) -> ResponseReturnValue:
    def do(order: Order, form: Any) -> str:
        delivering.send(
            order,
            carrier=form.carrier.data,
            code=form.code.data,
            url=form.url.data or "",
            on=clock.now().date(),
            by=me(),
        )
        return "The customer knows of the parcel"

    return _said(number, "parcel", do)


@bp.post("/<number>/end")
@open_to(DESK)
def end(number: str) -> ResponseReturnValue:
    def do(order: Order, form: Any) -> str:
        cancelling.cancel(order, words=form.words.data, by=me())
        return f"{order.number} is cancelled"

    return _said(number, "end", do)


def _said(number: str, name: str, do: Callable[[Order, Any], str]) -> ResponseReturnValue:
    """Do what the form says and go back to the order; or show it again with what is wrong."""
    order = order_here(number)
    form: Any = FORMS[name](request.form, prefix=name)
    if not form.validate():
        return _page(order, status=422, **{name: form})
    try:
        text = do(order, form)
    except OutOfOrder:
        form.to.errors = ["That is before the stage it follows"]
        return _page(order, status=422, **{name: form})
    except TooManyParcels:
        form.form_errors = ["An order leaves in 20 parcels at most"]
        return _page(order, status=422, **{name: form})
    except (MovedMeanwhile, AlreadyDone):
        form.form_errors = [MOVED_MEANWHILE]
        return _page(order, status=409, **{name: form})
    except NoLongerBuilt:
        form.form_errors = ["It is not being built any more"]
        return _page(order, status=409, **{name: form})
    return _done(order, text)


def _done(order: Order, text: str) -> ResponseReturnValue:
    flash(text)
    return redirect(url_for(".show", number=order.number), 303)


def _page(
    order: Order, wrong: str = "", *, status: int = 200, **said: PortalForm
) -> ResponseReturnValue:
    course = course_of(order)
    forms = {name: said.get(name) or kind(None, prefix=name) for name, kind in FORMS.items()}
    days = ",".join(f"{each.stage}={each.planned_on.isoformat()}" for each in course.stretches)
    forms["move"].seen.data = days
    names = stages.names_of(order)
    forms["move"].stage.choices = {each: str(names[each]) for each in list(names)[1:]}
    return render(
        "production/desk/show.html",
        status=status,
        order=order,
        course=course,
        forms=forms,
        wrong=wrong,
        said=next(iter(said.values()), None),
        stages=stages.names_of(order),
        next_stage=NEXT.get(order.stage),
        reasons=AT_THE_DESK,
        today=clock.now().date(),
    )
