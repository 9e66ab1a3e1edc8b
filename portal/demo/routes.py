"""The demo's mailbox in the browser, and as JSON for scripts. Not there outside demo mode."""

from dataclasses import asdict

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.access import EVERYONE, open_to
from portal.demo.answering import answer
from portal.demo.forms import AnswerForm
from portal.demo.mailbox import Delivered, Mailbox
from portal.web.rendering import render

bp = Blueprint("demo", __name__, url_prefix="/demo")
LISTED = 100
MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
)
OUTCOMES = {
    "reply": "Your answer is in {reference}",
    "concern": "Your answer became the new concern {reference}",
    "duplicate": "This answer was there already: {reference}",
}


@bp.get("/mailbox")
@open_to(EVERYONE)
def mailbox() -> ResponseReturnValue:
    return render("demo/mailbox.html", mails=_mailbox().newest(LISTED), mail=None, form=None)


@bp.get("/mailbox.json")
@open_to(EVERYONE)
def mailbox_json() -> ResponseReturnValue:
    return jsonify([asdict(mail) for mail in _mailbox().newest()])


@bp.get("/mailbox/<id>")
@open_to(EVERYONE)
def mail(id: str) -> ResponseReturnValue:
    return _page(_mail(id), AnswerForm(None))


@bp.post("/mailbox/<id>")
@open_to(EVERYONE)
def reply(id: str) -> ResponseReturnValue:
    mail = _mail(id)
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(mail, form, status=422)
    receipt = answer(mail, form.body.data)
    said = OUTCOMES.get(receipt.outcome, "Kept as {outcome}: {reason}")
    flash(said.format(outcome=receipt.outcome, reference=receipt.reference, reason=receipt.reason))
    return redirect(url_for(".mail", id=id), 303)


@bp.get("/mailbox/<id>/html")
@open_to(EVERYONE)
def html(id: str) -> ResponseReturnValue:
    """The mail's own HTML, shut in: no scripts, nothing from elsewhere, links open a new tab."""
    page = _mail(id).html
    if page is None:
        abort(404)
    answer = Response(f'<base target="_blank">{page}', mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    return answer


def _page(mail: Delivered, form: AnswerForm, status: int = 200) -> ResponseReturnValue:
    mails = _mailbox().newest(LISTED)
    return render("demo/mailbox.html", status=status, mails=mails, mail=mail, form=form)


def _mail(id: str) -> Delivered:
    found = _mailbox().find(id)
    if found is None:
        abort(404)
    return found


def _mailbox() -> Mailbox:
    return Mailbox(current_app.extensions["portal_settings"].data / "mailbox")
