"""The board at the desk: looking at it, moving a card, and the board on paper and as a file."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.orders import policy, production, queries, stages
from portal.orders.models import Order, ProductionStage
from portal.orders.production import AlreadyFurther
from portal.orders.production_words import AT_THE_DESK
from portal.orders.standing import MovedMeanwhile, NoLongerBuilt
from portal.production.board import FILTERS, Board, Card, with_stage
from portal.production.forms import STAGES, StageForm
from portal.web.rendering import render
from portal.web.tables import Table, as_csv, as_print

bp = Blueprint("production", __name__, url_prefix="/desk/production")
MOVED_MEANWHILE = "Somebody has moved it since you looked: see where it is now"


@bp.get("")
@open_to(DESK)
def board() -> ResponseReturnValue:
    asked = Board.asked(request.args)
    if request.args.get("format") == "csv":
        return as_csv(_table(asked))
    if request.args.get("format") == "print":
        return as_print(_table(asked), back=url_for(".board") + asked.address())
    return _page(asked)


@bp.post("/<number>/stage")
@open_to(DESK)
def move_on(number: str) -> ResponseReturnValue:
    """The card goes to a later column; back to the board as its mover had it."""
    order = order_here(number)
    form = StageForm(request.form)
    back = Board.asked(request.args)
    if not form.validate():
        return _page(back, "Choose a stage that there is", status=422)
    stage = ProductionStage(form.stage.data)
    wrong = moved_on(order, stage, seen=ProductionStage(form.seen.data))
    if wrong:
        return _page(back, f"{order.number}: {wrong}", status=409)
    flash(f"{order.number} is in {stages.name_of(order, stage)}")
    return redirect(url_for(".board") + back.address(), 303)


def moved_on(order: Order, stage: ProductionStage, *, seen: ProductionStage) -> str:
    """Move it, or say why it cannot be."""
    try:
        production.reach(order, stage, on=clock.now().date(), seen=seen, by=me())
    except MovedMeanwhile:
        return MOVED_MEANWHILE
    except AlreadyFurther:
        return "it is further already, and an order never goes back"
    except NoLongerBuilt:
        return "it is cancelled"
    return ""


def order_here(number: str) -> Order:
    order = get_or_404(queries.order_for(me(), number))
    require(policy.may_produce, order)
    return order


def _page(board: Board, wrong: str = "", *, status: int = 200) -> ResponseReturnValue:
    return render(
        "production/desk/board.html",
        status=status,
        board=board,
        columns=board.columns(),
        filters=FILTERS,
        stages=STAGES,
        reasons=AT_THE_DESK,
        wrong=wrong,
        with_stage=with_stage,
    )


def _table(board: Board) -> Table:
    columns = [
        "Order", "Customer", "Product", "Build", "Stage", "Next stage", "Next stage due",
        "Promised for", "Late", "Waiting", "Asked to agree until",
    ]  # fmt: skip
    return Table(
        name="production",
        title="Production",
        columns=columns,
        rows=[_row(card) for card in board.every()],
    )


def _row(card: Card) -> tuple[object, ...]:
    order = card.order
    return (
        order.number, card.customer, order.product, order.build, STAGES[order.stage],
        STAGES[card.next_stage] if card.next_stage else "", card.due_on, order.promised_on,
        "yes" if card.breaks_its_promise else "", AT_THE_DESK[card.reason] if card.reason else "",
        card.asked_until,
    )  # fmt: skip
