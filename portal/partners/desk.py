"""Jobs with partners at the desk: giving one, reading the talk, asking again, ending it."""

from typing import Any

from flask import abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.departments.models import Department
from portal.departments.queries import partners
from portal.history.looking import looked_at
from portal.partners import giving, queries, talking
from portal.partners.forms import AskForm, WriteForm
from portal.partners.giving import Passed
from portal.partners.models import Job
from portal.partners.routes import bp
from portal.tickets import files, policy
from portal.tickets.desk import ticket_here
from portal.tickets.models import Ticket
from portal.web.headers import FILE_POLICY
from portal.web.rendering import render


@bp.get("/desk/jobs")
@open_to(DESK)
def jobs() -> ResponseReturnValue:
    return render(
        "partners/desk/jobs.html", running=queries.running(), ended=queries.ended_lately()
    )


@bp.get("/desk/tickets/<number>/partner")
@open_to(DESK)
def ask_form(number: str) -> ResponseReturnValue:
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    looked_at(ticket.customer_id, by=me())
    subject = giving.masked(ticket.subject, names=giving.names_in(ticket))
    return _ask_page(ticket, _ask_form(ticket, {"subject": subject, "facts": ["product", "build"]}))


@bp.post("/desk/tickets/<number>/partner")
@open_to(DESK)
def ask(number: str) -> ResponseReturnValue:
    """First what they will see, if so asked; then the mail with the link."""
    ticket = ticket_here(number)
    require(policy.may_triage, ticket)
    form = _ask_form(ticket)
    if not form.validate():
        return _ask_page(ticket, form, status=422)
    to = get_or_404(partners().where(Department.id == int(form.to.data)))
    passed = _passed(ticket, form)
    if request.form.get("do") == "look":
        return _ask_page(ticket, form, preview=passed, to=to)
    try:
        job = giving.give(ticket, passed, to=to, by=me(), once=form.once.data)
    except giving.NoPartner:
        form.to.errors = ["They were retired meanwhile. Choose another partner"]
        return _ask_page(ticket, form, status=422)
    flash(f"{to.name} is asked about {ticket.number}. Their link opens {job.number} and no more")
    return redirect(url_for("desk.show", number=ticket.number), 303)


@bp.get("/desk/jobs/<number>")
@open_to(DESK)
def job(number: str) -> ResponseReturnValue:
    found = get_or_404(queries.by_number(number))
    looked_at(found.customer_id, by=me())
    return _job_page(found, WriteForm(None))


@bp.post("/desk/jobs/<number>/words")
@open_to(DESK)
def write(number: str) -> ResponseReturnValue:
    found, form = get_or_404(queries.by_number(number)), WriteForm(request.form)
    if not form.validate():
        return _job_page(found, form, status=422)
    try:
        talking.write(found, body=form.body.data, due_at=form.due_at, by=me(), once=form.once.data)
    except talking.HasEnded:
        flash(f"{found.number} has ended. Ask anew from the concern", "bad")
        return _job_page(found, form, status=409)
    flash(f"{found.department.name} is asked again")
    return redirect(url_for(".job", number=found.number), 303)


@bp.post("/desk/jobs/<number>/end")
@open_to(DESK)
def end(number: str) -> ResponseReturnValue:
    found = get_or_404(queries.by_number(number))
    talking.end(found, by=me())
    flash(f"{found.number} has ended. Its link opens nothing any more")
    return redirect(url_for(".job", number=found.number), 303)


@bp.post("/desk/jobs/<number>/link")
@open_to(DESK)
def send_link(number: str) -> ResponseReturnValue:
    found = get_or_404(queries.by_number(number))
    try:
        talking.send_new_link(found, by=me())
        flash(f"{found.department.name} gets a new link. The old one opens nothing any more")
    except talking.HasEnded:
        flash(f"{found.number} has ended. Ask anew from the concern", "bad")
    return redirect(url_for(".job", number=found.number), 303)


@bp.get("/desk/jobs/<number>/files/<int(max=2147483647):job_file_id>")
@open_to(DESK)
def job_file(number: str, job_file_id: int) -> ResponseReturnValue:
    found = get_or_404(queries.by_number(number))
    kept = next((file for file in found.files if file.id == job_file_id), None)
    if kept is None:
        abort(404)
    answer = send_file(
        files.path_of(kept.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return answer


def _ask_form(ticket: Ticket, data: dict[str, Any] | None = None) -> AskForm:
    form = AskForm(request.form if data is None else None, data=data)
    form.to.choices = {str(each.id): each.name for each in session.scalars(partners().limit(200))}
    form.facts.choices = {
        key: f"{name}: {value}" for key, (name, value) in giving.facts_of(ticket).items()
    }
    form.words.choices = {
        str(reply.id): _short(giving.shown_words(ticket, reply))
        for reply in queries.words_to_pass_on(ticket)
    }
    form.files.choices = {str(file.id): file.name for file in queries.files_to_pass_on(ticket)}
    for name in ("facts", "words", "files"):
        if not form[name].choices:
            del form[name]
    return form


def _passed(ticket: Ticket, form: AskForm) -> Passed:
    """What was ticked, and nothing that was not offered."""
    facts = giving.facts_of(ticket)
    words = {str(reply.id): reply for reply in queries.words_to_pass_on(ticket)}
    every = {str(file.id): file for file in queries.files_to_pass_on(ticket)}
    return Passed(
        subject=form.subject.data,
        asked=form.asked.data,
        facts=[facts[key] for key in form.data.get("facts") or ()],
        words=[words[key] for key in form.data.get("words") or ()],
        files=[every[key] for key in form.data.get("files") or ()],
        due_at=form.due_at,
    )


def _ask_page(
    ticket: Ticket,
    form: AskForm,
    *,
    preview: Passed | None = None,
    to: Department | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    return render(
        "partners/desk/ask.html",
        status=status,
        ticket=ticket,
        form=form,
        preview=preview,
        to=to,
        now=clock.now(),
        shown_words=lambda reply: giving.shown_words(ticket, reply),
    )


def _job_page(job: Job, form: WriteForm, status: int = 200) -> ResponseReturnValue:
    return render("partners/desk/job.html", job=job, form=form, status=status)


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 160 else f"{one_line[:159]}…"


def on_the_head(ticket: Ticket) -> dict[str, Any] | None:
    """The jobs about a concern that have not ended, for its head."""
    running = [job for job in queries.jobs_of(ticket) if job.ended_at is None]
    return {"jobs": running} if running else None
