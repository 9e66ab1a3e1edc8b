"""The mail page of the desk: what waits, what got stuck, what was put aside, and deciding on it."""

import io

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.filestore import FileStore
from portal.messages import deciding, instance, lanes, policy, queries, reading
from portal.messages.deciding import NotPossible
from portal.messages.models import PUT_ASIDE, STUCK, InboundMail
from portal.messages.routing import Outcome
from portal.messages.secret_links import without_secrets
from portal.reading import html
from portal.web.headers import FILE_POLICY
from portal.web.panels import drawn
from portal.web.rendering import render

bp = Blueprint("messages", __name__, url_prefix="/desk/messages")
MAIL_POLICY = "sandbox; default-src 'none'; frame-ancestors 'self'"
VIEWS = {"stuck": "Stuck", "waiting": "Waiting", "incoming": "Put aside"}
ID = "int(max=2147483647)"


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    chosen = request.args.get("view", "stuck")
    if chosen not in VIEWS:
        abort(404)
    listed = {
        "stuck": queries.stuck,
        "waiting": queries.waiting,
        "incoming": queries.put_aside,
    }[chosen]
    return render(
        "messages/desk/index.html",
        views=VIEWS,
        chosen=chosen,
        mails=session.scalars(listed(me())).all(),
        backlog=queries.backlog(),
        lane=lanes.lane(),
        why_held=instance.why_held(),
    )


@bp.post("/let-go")
@open_to(policy.OPERATORS)
def let_go() -> ResponseReturnValue:
    """This installation may send, and the one it came from does no more."""
    if instance.let_go(by_name=me().name):
        flash("Mail leaves from here now")
    return redirect(url_for(".index", view="waiting"), 303)


@bp.get(f"/<{ID}:message_id>")
@open_to(policy.FILE_READERS)
def show(message_id: int) -> ResponseReturnValue:
    message = get_or_404(queries.message(me(), message_id))
    return render(
        "messages/desk/show.html",
        message=message,
        text=without_secrets(message.text),
        why_not_again=deciding.why_not_again(message),
        is_stuck=message.state in STUCK and message.decided_at is None,
        panels=list(drawn("panels_message", message)),
    )


@bp.post(f"/<{ID}:message_id>/try-again")
@open_to(policy.DECIDERS)
def try_again(message_id: int) -> ResponseReturnValue:
    message = get_or_404(queries.message(me(), message_id))
    require(policy.may_decide, message)
    try:
        deciding.try_again(message, by=me())
    except NotPossible as refused:
        flash(str(refused), "warn")
        return redirect(url_for(".show", message_id=message.id), 303)
    flash("It will be sent again")
    return redirect(url_for(".index"), 303)


@bp.post(f"/<{ID}:message_id>/give-up")
@open_to(policy.DECIDERS)
def give_up(message_id: int) -> ResponseReturnValue:
    message = get_or_404(queries.message(me(), message_id))
    require(policy.may_decide, message)
    deciding.give_up(message, by=me())
    flash("Left as it is")
    return redirect(url_for(".index"), 303)


@bp.get(f"/inbound/<{ID}:inbound_id>")
@open_to(DESK)
def inbound(inbound_id: int) -> ResponseReturnValue:
    mail = get_or_404(queries.inbound_mail(me(), inbound_id))
    try:
        parsed = reading.read(_content(mail))
    except reading.Unreadable:
        parsed = None
    is_aside = mail.state in PUT_ASIDE
    return render("messages/desk/inbound.html", mail=mail, parsed=parsed, is_aside=is_aside)


@bp.get(f"/inbound/<{ID}:inbound_id>/page")
@open_to(DESK)
def inbound_page(inbound_id: int) -> ResponseReturnValue:
    """The mail's HTML, cleaned, and under a policy of its own that lets nothing in it act."""
    mail = get_or_404(queries.inbound_mail(me(), inbound_id))
    try:
        shown = html.sanitise(reading.read(_content(mail)).html or "")
    except reading.Unreadable:
        shown = None
    if shown is None:
        abort(404)
    answer = Response(f"<!doctype html><title>Mail</title>{shown}", mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


@bp.get(f"/inbound/<{ID}:inbound_id>/original.eml")
@open_to(DESK)
def original(inbound_id: int) -> ResponseReturnValue:
    mail = get_or_404(queries.inbound_mail(me(), inbound_id))
    answer = send_file(
        io.BytesIO(_content(mail)),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"mail-{mail.id}.eml",
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer


@bp.post(f"/inbound/<{ID}:inbound_id>/release")
@open_to(policy.DECIDERS)
def release(inbound_id: int) -> ResponseReturnValue:
    mail = get_or_404(queries.inbound_mail(me(), inbound_id))
    require(policy.may_decide, mail)
    receipt = deciding.release(mail, by=me())
    if receipt.outcome is Outcome.QUARANTINED:
        flash(f"It stays put aside: {receipt.reason}", "warn")
        return redirect(url_for(".inbound", inbound_id=inbound_id), 303)
    flash(f"Filed as {receipt.reference}")
    return redirect(url_for(".index", view="incoming"), 303)


@bp.post(f"/inbound/<{ID}:inbound_id>/ignore")
@open_to(policy.DECIDERS)
def ignore(inbound_id: int) -> ResponseReturnValue:
    mail = get_or_404(queries.inbound_mail(me(), inbound_id))
    require(policy.may_decide, mail)
    deciding.ignore(mail, by=me())
    flash("Ignored; the mail stays kept")
    return redirect(url_for(".index", view="incoming"), 303)


def _content(mail: InboundMail) -> bytes:
    files: FileStore = current_app.extensions["portal_files"]
    if mail.sha256 is None:
        abort(404)
    return files.read(mail.sha256)
