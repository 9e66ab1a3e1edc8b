"""The mail's own file as one document: everything that made it and came of it, on a page that needs
no server, to be kept, printed or handed over."""

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import get_or_404, me, open_to
from portal.database import session
from portal.followups import files, sentences
from portal.followups.enrolled_models import Enrolment, FollowUpMail
from portal.followups.models import PlaybookEvent
from portal.messages import policy
from portal.messages.models import Message
from portal.messages.queries import message as message_for
from portal.messages.secret_links import without_secrets
from portal.orders.models import Order
from portal.outcomes import doings
from portal.tickets.models import Ticket
from portal.web.headers import FILE_POLICY

bp = Blueprint("mail_documents", __name__, url_prefix="/desk/messages")
STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
    "color:#222;background:#fff}h1{font-size:1.5rem;line-height:1.2}"
    "h2{font-size:1.1rem;margin:2rem 0 .5rem;border-bottom:1px solid #bbb;padding-bottom:.2rem}"
    "dl{display:grid;grid-template-columns:minmax(8rem,12rem) 1fr;gap:.2rem 1rem;margin:0}"
    "dt{color:#555}dd{margin:0;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;vertical-align:top;padding:.25rem .75rem .25rem 0;"
    "border-bottom:1px solid #ddd;overflow-wrap:anywhere}th{color:#555;font-weight:600}"
    "pre,blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0;padding:.75rem 1rem;"
    "border-inline-start:3px solid #bbb;background:#f6f6f4;font:inherit}pre{font-size:.9rem}"
    ".soft{color:#555}code{font-size:.85rem;overflow-wrap:anywhere}"
    "@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}"
    "tr,blockquote{break-inside:avoid}}"
)
MOST_EVENTS = 30


@bp.get("/<int(max=2147483647):message_id>/document")
@open_to(policy.FILE_READERS)
def download(message_id: int) -> ResponseReturnValue:
    message = get_or_404(message_for(me(), message_id))
    answer = make_response(_written(message))
    answer.headers["Content-Type"] = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="mail-{message.id}.html"'
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(message: Message) -> str:
    zone = ZoneInfo(current_app.extensions["portal_settings"].time_zone)

    def at(moment: datetime | None) -> str:
        """To the second and with the zone: this is evidence."""
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}" if moment else "–"

    text, html = without_secrets(message.text), without_secrets(message.html or "")
    return render_template(
        "outcomes/desk/mail.html",
        style=STYLE,
        company=current_app.extensions["portal_settings"].brand.name,
        message=message,
        text=text,
        html=html,
        sums={name: hashlib.sha256(said.encode()).hexdigest()
              for name, said in (("Text", text), ("HTML", html)) if said},
        events=[(at(each.at), each.kind.replace("_", " ").capitalize(), _told(each.particulars))
                for each in message.events],
        made_at=at(clock.now()),
        made_by=me().name,
        at=at,
        reads_words=policy.may_read(me()),
        follow_up=_follow_up(message),
    )  # fmt: skip


def _told(particulars: dict[str, Any]) -> str:
    """Whatever the ledger knows of an event, except the marks of its own workings."""
    known = {name: said for name, said in particulars.items() if name != "attempt" and said}
    return "; ".join(f"{name.replace('_', ' ')}: {said}" for name, said in known.items())


def _follow_up(message: Message) -> dict[str, Any] | None:
    known = files.panel(message)
    if known is None:
        return None
    mail: FollowUpMail = known["mail"]
    enrolment = mail.enrolment
    return known | {
        "enrolment": enrolment,
        "rules": sentences.of(known["spec"]),
        "tickets": _tickets(mail),
        "orders": _orders(enrolment),
        "other_mails": _others(mail),
        "playbook_events": session.scalars(
            select(PlaybookEvent)
            .where(PlaybookEvent.playbook_id == mail.playbook_id)
            .order_by(PlaybookEvent.id.desc())
            .limit(MOST_EVENTS)
        ).all(),
    }


def _tickets(mail: FollowUpMail) -> list[Ticket]:
    """The concerns that its answers opened or found, each once."""
    found = {each.ticket.id: each.ticket for each in mail.answers if each.ticket}
    return list(found.values())


def _orders(enrolment: Enrolment) -> list[Order]:
    """What they ordered in the window."""
    return list(
        session.scalars(
            select(Order)
            .join(Enrolment, Enrolment.customer_id == Order.customer_id)
            .where(Enrolment.id == enrolment.id, *doings.ordered())
            .order_by(Order.id)
            .limit(MOST_EVENTS)
        )
    )


def _others(mail: FollowUpMail) -> list[FollowUpMail]:
    """The other steps to the same customer because of the same thing."""
    return list(
        session.scalars(
            select(FollowUpMail)
            .options(joinedload(FollowUpMail.message))
            .where(FollowUpMail.enrolment_id == mail.enrolment_id, FollowUpMail.id != mail.id)
            .order_by(FollowUpMail.step)
        )
    )
