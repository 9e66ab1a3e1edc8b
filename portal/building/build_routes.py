"""Builds that were saved: seen by whoever has the code, renamed and deleted by who saved them."""

from datetime import timedelta
from urllib.parse import parse_qsl

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.access import CUSTOMERS, EVERYONE, get_or_404, me, open_to
from portal.building import choices as said
from portal.building import comparing, counting, own, queries, saving, since
from portal.building.compiling import ready
from portal.building.configuring import of_choices
from portal.building.forms import NameForm
from portal.building.models import Build
from portal.building.routes import as_picture, bp, mine
from portal.building.showing import picture_of, url_of
from portal.database import session
from portal.limits import allows
from portal.manifest import Panel, domains
from portal.web.languages import _
from portal.web.networks import this_network
from portal.web.rendering import render

MOST_AN_HOUR = 120
MOST_FIELDS = 3_000


@bp.post("/builds")
@open_to(EVERYONE)
def keep() -> ResponseReturnValue:
    """Save what the configurator shows: computed here again, whatever the form says it costs."""
    version = get_or_404(queries.offered_as(request.form.get("model", "")[:80]))
    sent = request.form.get("choices", "")
    address = url_for("building.configure", slug=version.model.slug)
    its = ready(version)
    told = said.asked(its.compiled, parse_qsl(sent, max_num_fields=MOST_FIELDS))
    made = of_choices(its, told.choices)
    stale = request.form.get("version") != str(version.n)
    if told.complaints or not made.is_valid or not made.choices:
        return render(
            "building/not_kept.html", status=409 if stale else 422, complaints=told.complaints,
            stale=stale, address=f"{address}?{sent}", model=its.model,
        )  # fmt: skip
    if not allows(f"keep:{me().id or this_network()}", times=MOST_AN_HOUR, per=timedelta(hours=1)):
        abort(429)
    user = me()
    build = saving.save(version, made, by=user if user.is_authenticated else None)
    if build.user_id is None:
        own.remember(build)
    counting.keep(version, counting.saved(its.model, request.form.get("touched", "")))
    return redirect(_next(build), 303)


def _next(build: Build) -> str:
    match request.form.get("then"):
        case "compare":
            codes = [build.code, *(each.code for each in mine(build.version))]
            return url_for(".compare", b=list(dict.fromkeys(codes))[: comparing.MOST])
        case "ask":
            return f"/concerns/new?build={build.code}"
        case "save":
            flash(_("Saved. Anybody you give its link can see it."))
    return url_for(".show_build", code=build.code)


@bp.get("/builds")
@open_to(EVERYONE)
def builds() -> ResponseReturnValue:
    is_customer = me().is_authenticated and not me().is_staff
    saved_here = session.scalars(queries.builds_at(own.codes())) if is_customer else []
    waiting = [build for build in saved_here if not build.user_id]
    return render("building/builds.html", builds=mine(), waiting=waiting)


@bp.post("/builds/adopt")
@open_to(CUSTOMERS)
def adopt() -> ResponseReturnValue:
    """Take over what this browser saved before its owner signed in."""
    found = list(session.scalars(queries.builds_at(own.codes())))
    if saving.keep(found, by=me()):
        flash(_("They are in your builds now."))
    for build in found:
        own.forget(build)
    return redirect(url_for(".builds"), 303)


@bp.get("/builds/<code>")
@open_to(EVERYONE)
def show_build(code: str) -> ResponseReturnValue:
    return _page(get_or_404(queries.build_at(code)), NameForm())


@bp.get("/builds/<code>/picture.svg")
@open_to(EVERYONE)
def build_picture(code: str) -> ResponseReturnValue:
    build = get_or_404(queries.build_at(code))
    its = ready(build.version)
    return as_picture(its, its.compiled.choices(said.pairs(build.choices)))


@bp.post("/builds/<code>/name")
@open_to(EVERYONE)
def rename(code: str) -> ResponseReturnValue:
    build = _own(code)
    form = NameForm(request.form)
    if not form.validate():
        return _page(build, form, status=422)
    saving.rename(build, name=form.name.data or "", by=me())
    flash(_("The name is changed."))
    return redirect(url_for(".show_build", code=code), 303)


@bp.post("/builds/<code>/delete")
@open_to(EVERYONE)
def remove(code: str) -> ResponseReturnValue:
    build = _own(code)
    name = build.name or build.version.model.name
    address = url_of(build)
    saving.remove(build, by=me())
    own.forget(build)
    flash(_("“%(name)s” is deleted.", name=name))
    return redirect(url_for(".builds") if me().is_authenticated else address, 303)


@bp.get("/compare")
@open_to(EVERYONE)
def compare() -> ResponseReturnValue:
    codes = list(dict.fromkeys(request.args.getlist("b")[:50]))
    found = {each.code: each for each in session.scalars(queries.builds_at(codes))}
    chosen = [found[code] for code in codes if code in found][: comparing.MOST]
    its = [since.since(each, None).then for each in chosen]
    rows = comparing.rows(its)
    return render(
        "building/compare.html", builds=chosen, made=its, url_of=url_of,
        rows=[row for row in rows if row.differs], same=[row for row in rows if not row.differs],
        more=[each for each in mine() if each.code not in found][:12],
        missing=len([code for code in codes if code not in found]), most=comparing.MOST,
        status=200 if chosen or not codes else 404,
    )  # fmt: skip


def _page(build: Build, form: NameForm, status: int = 200) -> ResponseReturnValue:
    today = session.scalars(queries.current_of(build.version)).one_or_none()
    its = since.since(build, today)
    return render(
        "building/build.html", status=status, build=build, since=its, made=its.then,
        picture=picture_of(its.then), is_mine=own.is_mine(build), form=form,
        url=url_of(build) if today else None, panels=panels_of(build),
    )  # fmt: skip


def panels_of(build: Build) -> list[tuple[Panel, Markup]]:
    """What other domains can do with a build: a quote, an order."""
    found = [panel for domain in domains() for panel in domain.panels_build]
    drawn = []
    for panel in sorted(found, key=lambda panel: panel.order):
        context = panel.context(build)
        if context is not None:
            drawn.append((panel, Markup(render_template(panel.template, **context))))
    return drawn


def _own(code: str) -> Build:
    """A build that this person may change; 404 for everybody else's."""
    build = get_or_404(queries.build_at(code))
    if not own.is_mine(build):
        abort(404)
    return build
