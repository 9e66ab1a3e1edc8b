"""How a step will look to a customer: in their mail program by day and by night, on a phone, and as
plain text; and a test of it to whoever asks."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import get_or_404, me, open_to
from portal.customers import queries as customers
from portal.customers.models import Customer
from portal.database import session
from portal.followups import intended, letters, policy, queries, spec_reading
from portal.followups.desk import bp, shown_version
from portal.followups.enrolled_models import Arm
from portal.followups.gates import NOBODY
from portal.followups.intended import Intended
from portal.followups.models import Playbook
from portal.followups.placeholders import ValueMissing
from portal.limits import allows
from portal.messages import writing
from portal.messages.ledger import post
from portal.messages.mail import Mail
from portal.messages.models import new_token
from portal.messages.writing import Words
from portal.orders.models import Order, ProductionStage
from portal.orders.queries import orders_of_customer
from portal.promises.calendars import calendar_of
from portal.tickets.models import Ticket
from portal.web.forms import tidy
from portal.web.languages import LANGUAGES as SPOKEN
from portal.web.languages import Language
from portal.web.rendering import render

LETTER_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'"
)
NIGHT = ("@media (prefers-color-scheme: dark)", "@media all")
VIEWS = {"html": "Wide", "phone": "Phone", "dark": "By night", "text": "Plain text"}
TESTS_AN_HOUR, HOUR = 20, timedelta(hours=1)


@bp.get("/<playbook>/preview")
@open_to(policy.READERS)
def preview(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    what, trouble = _intended(found)
    words = _words(what) if what else None
    if isinstance(words, str):
        words, trouble = None, words
    view = request.args.get("view", "html")
    return render(
        "followups/desk/preview.html",
        playbook=found,
        version=shown_version(found),
        what=what,
        words=words,
        trouble=trouble,
        view=view if view in VIEWS else "html",
        views=VIEWS,
        asked=_asked(),
        languages=SPOKEN,
        steps=spec_reading.read(shown_version(found).spec).steps,
    )


@bp.get("/<playbook>/preview/page")
@open_to(policy.READERS)
def preview_page(playbook: str) -> ResponseReturnValue:
    """The mail's HTML under a policy of its own: styles, and nothing else in it works."""
    what, _trouble = _intended(_found(playbook))
    words = _words(what) if what else None
    if words is None or isinstance(words, str) or words.html is None:
        abort(404)
    html = words.html
    if request.args.get("view") == "dark":
        html = html.replace(*NIGHT)
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    return answer


@bp.post("/<playbook>/test")
@open_to(policy.WRITERS)
def test(playbook: str) -> ResponseReturnValue:
    """The mail as it is now, to my own address. Its links lead nowhere."""
    found = _found(playbook)
    back = redirect(url_for(".preview", playbook=playbook, **_asked()), 303)
    what, trouble = _intended(found)
    words = _words(what) if what else trouble
    if what is None or isinstance(words, str):
        flash(str(words), "warn")
        return back
    if not allows(f"follow-up-test:{me().id}", times=TESTS_AN_HOUR, per=HOUR):
        flash("That were many tests. Wait a while", "warn")
        return back
    post(_to_me(what))
    flash(f"A test is on its way to {me().email}")
    return back


def _to_me(what: Intended) -> Mail:
    """Marked as a test, and no follow-up: no gate keeps it back, and nobody is enrolled."""
    mail = letters.mail_of(what, token=NOBODY, language=_language())
    return replace(
        mail, to_address=me().email, to_name=me().name, customer=None, consent_purpose=None,
        token=None, thread=None, due_at=None, expires_at=None,
        reference=f"follow-up-test:{new_token()}", subject=f"Test: {mail.subject}",
    )  # fmt: skip


def _words(what: Intended) -> Words | str:
    """As its reader would have it, or why they would not."""
    try:
        mail = letters.mail_of(what, token=NOBODY, language=_language())
    except ValueMissing as missing:
        return f"{what.customer.name} would get nothing: {missing}"
    chosen = _language()
    return writing.write(mail) if chosen is None else writing.write_in(mail, chosen)


def _language() -> Language | None:
    return SPOKEN.get(_asked()["language"])


def _intended(playbook: Playbook) -> tuple[Intended | None, str]:
    """This step for the customer who was asked for, else for whoever bought last."""
    version = shown_version(playbook)
    spec = spec_reading.read(version.spec)
    number = _asked()["customer"]
    customer = (
        session.scalars(customers.customer_for(me(), number)).first() if number else _example()
    )
    if customer is None:
        return None, "There is no customer of that number" if number else "There are no customers"
    order = session.scalars(orders_of_customer(customer).limit(1)).first()
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.customer_id == customer.id, Ticket.confirmed_at.is_not(None))
        .order_by(Ticket.id.desc())
        .limit(1)
    ).first()
    steps = intended.planned(
        playbook, version, spec, arm=Arm.TREAT, customer=customer, order=order,
        ticket=ticket, contact_point=intended.address_for(customer, spec, ticket),
        since=clock.now(), house=calendar_of(None)[1],
    )  # fmt: skip
    asked = _asked()["step"]
    at = int(asked) if asked.isascii() and asked.isdigit() and asked != "0" else 1
    return steps[min(at, len(steps)) - 1], ""


def _example() -> Customer | None:
    """Whoever something was delivered to last, else whoever ordered last."""
    ordered = select(Customer).join(Order, Order.customer_id == Customer.id)
    ordered = ordered.order_by(Order.id.desc()).limit(1)
    delivered = ordered.where(Order.stage == ProductionStage.DELIVERED)
    return session.scalars(delivered).first() or session.scalars(ordered).first()


def _found(key: str) -> Playbook:
    return get_or_404(queries.playbook_for(me(), key))


def _asked() -> dict[str, Any]:
    """What is shown, as it stands in the address."""
    given = request.values
    return {
        "customer": tidy(given.get("customer", ""))[:20],
        "step": given.get("step", "1")[:1] or "1",
        "language": given.get("language", "")[:2],
        "version": given.get("version", "")[:6],
    }
