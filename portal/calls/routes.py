"""The customer's side: that we spoke, when, with whom, and what was promised."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, me, open_to
from portal.calls import queries
from portal.web.rendering import render

bp = Blueprint("calls", __name__, url_prefix="/calls")


@bp.get("")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    return render("calls/index.html", calls=queries.latest(me())[: queries.PAGE])
