"""Where a partner's link leads: one job, and answering it. Nobody signs in."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.datastructures import CombinedMultiDict

from portal.access import EVERYONE, open_to
from portal.limits import allows
from portal.partners import access, talking
from portal.partners.forms import AnswerForm
from portal.partners.models import Job
from portal.tickets import files
from portal.web.headers import FILE_POLICY
from portal.web.languages import _
from portal.web.rendering import render

bp = Blueprint("partners", __name__)
MOST_ANSWERS = 30
PER = timedelta(hours=1)


@bp.get("/partner/<token>")
@open_to(EVERYONE)
def show(token: str) -> ResponseReturnValue:
    job = access.behind(token)
    return _page(job, token, AnswerForm(None)) if job else _over()


@bp.post("/partner/<token>")
@open_to(EVERYONE)
def answer(token: str) -> ResponseReturnValue:
    job = access.behind(token)
    if job is None:
        return _over()
    form = AnswerForm(CombinedMultiDict([request.form, request.files]))
    if not form.validate():
        return _page(job, token, form, status=422)
    if not allows(f"partner:{job.id}", times=MOST_ANSWERS, per=PER):
        form.form_errors.append(_("That was a lot at once. Send the rest in an hour"))
        return _page(job, token, form, status=429)
    kept = files.keep_all(form.uploads)
    try:
        talking.answer(job, body=form.body.data, files=kept, once=form.once.data)
    except talking.HasEnded:
        return _over()
    flash(_("Sent"))
    return _closed_to_others(redirect(url_for(".show", token=token), 303))


@bp.get("/partner/<token>/files/<int(max=2147483647):file_id>/<name>")
@open_to(EVERYONE)
def partner_file(token: str, file_id: int, name: str) -> ResponseReturnValue:
    """Always a download, and only of this job."""
    job = access.behind(token)
    kept = next((file for file in job.files if file.id == file_id), None) if job else None
    if kept is None:
        return _over()
    answer = send_file(
        files.path_of(kept.sha256),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=kept.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = FILE_POLICY
    return _closed_to_others(answer)


def _page(job: Job, token: str, form: AnswerForm, status: int = 200) -> Response:
    page = render("partners/job.html", job=job, token=token, form=form, status=status)
    return _closed_to_others(page)


def _over() -> Response:
    """The same whether the link is unknown, has ended or expired."""
    return _closed_to_others(render("sharing/over.html", status=404))


def _closed_to_others(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
