"""Before a draft becomes what customers choose from: what differs, for whom, and the step."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.access import me, open_to
from portal.building import findings
from portal.building.desk import bp, page
from portal.building.opened import Opened, read
from portal.building.policy import EDITORS
from portal.building.publishing import ChangedMeanwhile, NotADraft
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild, Unsound
from portal.releasing import checking, steps
from portal.releasing.differences import parts
from portal.releasing.effects import Becomes
from portal.releasing.forms import PublishForm, WithdrawForm
from portal.web.rendering import render

CONFLICT, INVALID = 409, 422
SHOWN = {
    Becomes.GONE: "have an option that is gone",
    Becomes.CLASH: "cannot be built any more",
    Becomes.DEARER: "cost more",
    Becomes.CHEAPER: "cost less",
    Becomes.SLOWER: "take longer",
}


@bp.get("/<slug>/publish")
@open_to(EDITORS)
def review(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    seen = str(its.draft.edits) if its.draft else ""
    return _page(its, PublishForm(None, data={"seen": seen}))


@bp.post("/<slug>/publish")
@open_to(EDITORS)
def publish(slug: str) -> ResponseReturnValue:
    its = Opened.at(slug)
    form = PublishForm()
    draft = its.draft
    if draft is None:
        return _too_late(its, form)
    if not form.validate():
        return _page(its, form, status=INVALID)
    found = findings.check_now(draft)
    wrong = [each.text for each in found.items or () if each.prevents_publishing]
    try:
        if not wrong:
            steps.publish(draft, seen=form.seen_edits, note=form.note.data or "", by=me())
            flash(f"Version {draft.n} of {its.product.name} is what customers choose from now")
            return redirect(url_for("models.review", slug=slug), 303)
    except NoBuild:
        wrong = ["Its rules leave nothing that can be built"]
    except Unsound as unsound:
        wrong = unsound.faults[:5]
    except OutOfTime:
        wrong = ["It is too hard to be tried in time"]
    except ChangedMeanwhile:
        form.seen.data = str(draft.edits)
        form.form_errors = ["Somebody has changed the draft since you looked: look again"]
        return _page(its, form, status=CONFLICT)
    except NotADraft:
        return _too_late(Opened.at(slug), form)
    form.form_errors = wrong
    return _page(its, form, status=INVALID)


@bp.post("/<slug>/publish/effect")
@open_to(EDITORS)
def find_effect(slug: str) -> ResponseReturnValue:
    """Have the saved builds and open quotes tried in the draft anew, by a worker."""
    its = Opened.at(slug)
    if its.draft and not checking.forget(its.draft):
        flash("They are being tried already: look again in a moment")
    return redirect(url_for("models.review", slug=slug), 303)


@bp.get("/<slug>/withdraw")
@open_to(EDITORS)
def ask_to_withdraw(slug: str) -> ResponseReturnValue:
    return _asked(Opened.at(slug), WithdrawForm(None))


@bp.post("/<slug>/withdraw")
@open_to(EDITORS)
def withdraw(slug: str) -> ResponseReturnValue:
    """The version that the page asked about, unless somebody was faster."""
    its = Opened.at(slug)
    form, version = WithdrawForm(), its.published
    if version and request.form.get("n") != str(version.n):
        version = None
    if version and not form.validate():
        return _asked(its, form, status=INVALID)
    if version and steps.withdraw(version, note=form.note.data or "", by=me()):
        flash(f"Version {version.n} of {its.product.name} is withdrawn")
    else:
        flash("It was withdrawn or replaced meanwhile", "warn")
    return redirect(url_for("models.review", slug=slug), 303)


def _asked(its: Opened, form: WithdrawForm, *, status: int = 200) -> Response:
    if its.published is None:
        abort(404)
    before = steps.published_before(its.published)
    return render("building/desk/models/withdraw.html", status=status, its=its, form=form,
                  before=before)  # fmt: skip


def _too_late(its: Opened, form: PublishForm) -> Response:
    """There is no draft any more: whoever published it is named."""
    last = its.published and steps.who_published(its.published)
    who = last.by.name if last and last.by else "Somebody"
    form.form_errors = [f"{who} published it before you: there is no draft any more"]
    return _page(its, form, status=CONFLICT)


def _page(its: Opened, form: PublishForm, *, status: int = 200) -> Response:
    return page("review.html", its, here="publish", status=status, form=form, **_shown(its))


def _shown(its: Opened) -> dict[str, Any]:
    draft = its.draft
    was = read(its.published) if its.published else None
    return {
        "parts": parts(was, its.model) if draft else [],
        "is_drawn_anew": bool(
            draft and its.published and draft.picture_sha256 != its.published.picture_sha256
        ),
        "found": findings.of(draft) if draft else None,
        "effect": checking.of(draft) if draft else None,
        "becomes": SHOWN,
        "releases": steps.releases(its.product),
    }
