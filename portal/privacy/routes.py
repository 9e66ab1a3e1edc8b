"""The privacy page, and the receipts of what was chosen on it."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to
from portal.consent import queries as consent
from portal.consent.purposes import PURPOSES
from portal.database import session
from portal.privacy.page import whole_page
from portal.web.rendering import render

bp = Blueprint("privacy", __name__, url_prefix="/privacy")


@bp.get("")
@open_to(CUSTOMERS)
def index() -> ResponseReturnValue:
    return whole_page()


@bp.get("/receipts")
@open_to(CUSTOMERS)
def receipts() -> ResponseReturnValue:
    found = session.scalars(consent.receipts_of(me(), before=before())).all()
    page = found[: consent.PAGE]
    return render(
        "privacy/receipts.html",
        receipts=page,
        purposes=PURPOSES,
        first_url=url_for(".receipts") if before() else "",
        older_url=url_for(".receipts", before=page[-1].id) if len(found) > len(page) else "",
    )


@bp.get("/receipts/<int(max=2147483647):receipt_id>")
@open_to(CUSTOMERS)
def receipt(receipt_id: int) -> ResponseReturnValue:
    """One choice with the exact words, made to be printed."""
    found = get_or_404(consent.receipt_for(me(), receipt_id))
    return render("privacy/receipt.html", receipt=found, purposes=PURPOSES)


def before() -> int:
    """The id that the address asks to go on from; 0 when it names none."""
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else 0
