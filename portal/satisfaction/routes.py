"""How it was, on the customer's side: with the link from the mail, or signed in.

Opening a page never records anything, because mail programs open every link to look at it.
"""

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy import select

from portal.access import CUSTOMERS, EVERYONE, Actor, get_or_404, me, open_to, require
from portal.accounts.confirming import reader_at
from portal.consent.choices import withdraw
from portal.consent.models import Purpose
from portal.database import session
from portal.satisfaction import answering, asking, policy
from portal.satisfaction.forms import FACES, AnswerForm
from portal.satisfaction.models import Answer, Question
from portal.satisfaction.scores import EASE, SCORES
from portal.tickets import queries as tickets
from portal.tickets.models import Ticket
from portal.web.languages import _
from portal.web.rendering import render

bp = Blueprint("satisfaction", __name__)


@bp.get("/how-was-it/<token>")
@open_to(EVERYONE)
def show(token: str) -> ResponseReturnValue:
    question = asking.opened_by(token)
    if question is None:
        return _private(render("satisfaction/over.html", status=404))
    return _private(_page(question, url=url_for(".show", token=token), token=token))


@bp.post("/how-was-it/<token>")
@open_to(EVERYONE)
def answer(token: str) -> ResponseReturnValue:
    question = asking.opened_by(token)
    if question is None:
        return _private(render("satisfaction/over.html", status=404))
    reader = reader_at(question.ticket.contact_point)
    url = url_for(".show", token=token)
    return _private(_answered(question, by=reader, url=url, token=token))


@bp.post("/how-was-it/<token>/stop")
@open_to(EVERYONE)
def stop(token: str) -> ResponseReturnValue:
    """No more questions to this address: one of their choices, which they can change."""
    question = asking.opened_by(token)
    if question is None:
        return _private(render("satisfaction/over.html", status=404))
    point = question.ticket.contact_point
    withdraw(point, Purpose.SURVEYS, place="how-was-it", by=reader_at(point))
    flash(_("We will not ask you again"))
    return redirect(url_for(".show", token=token), 303)


@bp.get("/concerns/<number>/how-was-it")
@open_to(CUSTOMERS)
def show_signed_in(number: str) -> ResponseReturnValue:
    return _page(_own(number), url=url_for(".show_signed_in", number=number))


@bp.post("/concerns/<number>/how-was-it")
@open_to(CUSTOMERS)
def answer_signed_in(number: str) -> ResponseReturnValue:
    question = _own(number)
    return _answered(question, by=me(), url=url_for(".show_signed_in", number=number))


def question_of(ticket: Ticket) -> Question | None:
    found = select(Question).where(Question.ticket_id == ticket.id)
    return session.scalars(found).one_or_none()


def _own(number: str) -> Question:
    ticket = get_or_404(tickets.ticket_for(me(), number))
    question = question_of(ticket)
    if question is None or (question.left_out and not question.is_answered):
        abort(404)
    require(policy.may_answer, question)
    return question


def _answered(question: Question, *, by: Actor, url: str, token: str = "") -> Response:
    form = AnswerForm(request.form)
    if not form.validate():
        return _page(question, form=form, url=url, token=token, status=422)
    try:
        answering.answer(question, by=by, **form.said)
    except answering.AnsweredMeanwhile:
        form.score.errors = [_("There is another answer already. Send this one to change it")]
        last = answering.last_answer(question)
        form.after.data = str(last.number if last else 0)
        return _page(question, form=form, url=url, token=token, status=422)
    except answering.Over:
        return _page(question, url=url, token=token, status=422)
    return redirect(url, 303)  # type: ignore[return-value]


def _page(
    question: Question,
    *,
    url: str,
    form: AnswerForm | None = None,
    token: str = "",
    status: int = 200,
) -> Response:
    last = answering.last_answer(question)
    chosen = request.args.get("score", "")
    return render(
        "satisfaction/answer.html",
        status=status,
        question=question,
        ticket=question.ticket,
        last=last,
        form=form or _form(last, chosen if chosen in {str(score) for score in SCORES} else ""),
        is_open=answering.is_open(question),
        changes=bool(form or chosen),
        until=_until(question),
        faces=FACES,
        scores=SCORES,
        eases=EASE,
        url=url,
        token=token,
    )


def _form(last: Answer | None, chosen: str) -> AnswerForm:
    """With what they answered, and with what the link in the mail has chosen."""
    said = (
        {
            "score": str(last.score),
            "was_solved": {True: "yes", False: "no"}.get(last.was_solved),
            "ease": str(last.ease) if last.ease else None,
            "comment": last.comment,
            "after": str(last.number),
        }
        if last
        else {}
    )
    return AnswerForm(formdata=None, data=said | ({"score": chosen} if chosen else {}))


def _until(question: Question) -> datetime | None:
    answered = question.answered_at
    return answered + answering.CORRECT_WITHIN if answered else None


def _private(answer: Response) -> Response:
    """The address opens it: it must not stand in a cache, a search engine or another site's log."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
