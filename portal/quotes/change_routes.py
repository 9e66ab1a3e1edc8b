"""Changing what is being built, while it can be: choose, see what it comes to, agree."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.building.configuring import in_words
from portal.configurator.faults import UnknownPick
from portal.orders import policy
from portal.orders import queries as orders
from portal.orders.models import Order
from portal.orders.standing import MovedMeanwhile, NoLongerBuilt
from portal.quotes import changing
from portal.quotes import window as windows
from portal.quotes.changing import DoesNotFit, Proposal
from portal.quotes.figures import TooMuch
from portal.quotes.routes import bp
from portal.quotes.window import Frozen
from portal.web.languages import _
from portal.web.rendering import render

MOST_FIELDS = 3_000


@bp.get("/orders/<number>/change")
@open_to(CUSTOMERS)
def change(number: str) -> ResponseReturnValue:
    order = get_or_404(orders.order_for(me(), number))
    return _page(order)


@bp.post("/orders/<number>/change")
@open_to(CUSTOMERS)
def change_it(number: str) -> ResponseReturnValue:
    """First show what it comes to; with `seen`, they have agreed to that."""
    order = get_or_404(orders.order_for(me(), number))
    require(policy.may_answer, order)
    wanted, seen = _wanted(), request.form.get("seen", "")[:200]
    try:
        if seen:
            changing.change(order, wanted, seen=seen, by=me())
            flash(_("Your order is changed. We have written to you"))
            return redirect(url_for("orders.show", number=order.number), 303)
        return _page(order, wanted, proposal=changing.propose(order, wanted))
    except UnknownPick:
        return _page(order, wrong=_("There is no such option"), status=422)
    except TooMuch:
        return _page(order, wrong=_("That is more than we take at once"), status=422)
    except DoesNotFit as misfit:
        return _page(order, wanted, misfit=misfit, status=422)
    except MovedMeanwhile:
        wrong = _("The order has moved on, or was changed, since you looked. See what it is now")
        return _again(order, wanted, wrong)
    except (Frozen, NoLongerBuilt):
        return _too_late(order)


def _again(order: Order, wanted: Mapping[str, Sequence[str]], wrong: str) -> ResponseReturnValue:
    """The same wish, as it stands now."""
    try:
        found = changing.propose(order, wanted)
    except DoesNotFit as misfit:
        return _page(order, wanted, misfit=misfit, wrong=wrong, status=409)
    except (Frozen, UnknownPick):
        return _too_late(order)
    return _page(order, wanted, proposal=found, wrong=wrong, status=409)


def _wanted() -> dict[str, list[str]]:
    """What each group's fields say. `named` are the groups that were on the page: of those, nothing
    ticked means without."""
    ours = ("csrf_token", "seen", "named")
    found = {name: request.form.getlist(name) for name in request.form if name not in ours}
    for name in request.form.get("named", "").split(",")[:MOST_FIELDS]:
        if name:
            found.setdefault(name, [])
    return found


def _page(
    order: Order,
    wanted: Mapping[str, Sequence[str]] | None = None,
    *,
    proposal: Proposal | None = None,
    misfit: DoesNotFit | None = None,
    wrong: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    try:
        window = windows.window(order)
    except Frozen:
        return _too_late(order)
    context: dict[str, Any] = {
        "nearest": in_words(window.model, misfit.nearest) if misfit and misfit.nearest else None,
        "nearest_picks": misfit.nearest if misfit else None,
    }
    return render(
        "quotes/change.html",
        status=status,
        order=order,
        window=window,
        wanted=wanted or {},
        proposal=proposal,
        misfit=misfit,
        wrong=wrong,
        **context,
    )


def _too_late(order: Order) -> ResponseReturnValue:
    flash(_("Nothing of order %(number)s can be changed any more", number=order.number), "warn")
    return redirect(url_for("orders.show", number=order.number), 303)
