"""Choosing: which model, and every option of it. The address holds the whole choice."""

from flask import Blueprint, Response, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.access import EVERYONE, get_or_404, me, open_to
from portal.building import choices as said
from portal.building import counting, own, queries, starting
from portal.building.choices import Trail
from portal.building.compiling import Ready, ready
from portal.building.configuring import Configured, by_group, of_choices
from portal.building.drawing import Page
from portal.building.fitting import Impossible, fit, reconcile
from portal.building.models import Build, ModelVersion
from portal.building.screen import Notice, Screen
from portal.building.showing import Shown, picture_of
from portal.configurator.answers import Choices
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild
from portal.configurator.model import Pick
from portal.database import session
from portal.money import Money
from portal.web import formatting
from portal.web.languages import _
from portal.web.pages import reader
from portal.web.rendering import render, wants_fragment

bp = Blueprint("building", __name__)
MOST_PARAMETERS = 3_000
PICTURE_KEPT_SECONDS = 3600


@bp.get("/build")
@open_to(EVERYONE)
def index() -> ResponseReturnValue:
    versions = session.scalars(queries.offered()).all()
    return render("building/index.html", models=[Shown.of(each) for each in versions],
                  builds=mine()[:3])  # fmt: skip


@bp.get("/build/<slug>")
@open_to(EVERYONE)
def configure(slug: str) -> ResponseReturnValue:
    version = get_or_404(queries.offered_as(slug))
    refuse_too_much()
    return Visit(version).answer()


@bp.get("/build/<slug>/picture.svg")
@open_to(EVERYONE)
def picture(slug: str) -> ResponseReturnValue:
    version = get_or_404(queries.offered_as(slug))
    refuse_too_much()
    its = ready(version)
    told = said.asked(its.compiled, request.args.items(multi=True))
    return as_picture(its, told.choices)


class Visit:
    """One request for the configurator: what was asked, what came of it, and what to say."""

    is_preview = False

    def __init__(self, version: ModelVersion, its: Ready | None = None) -> None:
        self.version = version
        self.its = its or ready(version)
        self.status = 200
        self.is_a_choice = False
        self.notices: list[Notice] = []
        told = said.asked(self.its.compiled, request.args.items(multi=True))
        if told.complaints:
            self._refused(told.complaints)
        self.choices = told.choices
        self.trail = Trail.read(self.its.compiled, request.args.get("trail", ""))
        self.steps = counting.Steps(
            model=self.its.model,
            before=self.trail.here if self.trail else None,
            touched=request.args.get("touched", "" if self.trail else None),
        )

    def answer(self) -> Response:
        try:
            self._do()
            made = of_choices(self.its, self.choices)
            if not made.is_valid:
                made = self._reconciled(made)
            elif self.is_a_choice:
                self.steps.chose(self.choices)
            screen = Screen(made, money)
        except (OutOfTime, NoBuild):
            return self._too_hard()
        if not self.is_preview:
            counting.keep(self.version, self.steps.counts)
        trail = (self.trail or Trail((self.choices,), 0)).then(self.choices)
        query = said.query(self.choices)
        answer = render(
            "building/configure.html",
            fragment="configurator",
            status=self.status,
            version=self.version,
            made=made,
            page=Page(screen, picture_of(made), self._shown()),
            notices=self.notices,
            trail=trail,
            trail_text=trail.written(self.its.compiled),
            touched=self.steps.last,
            query=query,
            url=self.url(query),
            address=self.address,
            is_preview=self.is_preview,
            starts=starting.ways(self.its.model, mine(self.version) if not self.choices else []),
            is_part=wants_fragment(),
        )
        if wants_fragment():
            answer.headers["HX-Push-Url"] = self.url(query)
        return answer

    def _shown(self) -> str:
        """What the page in the browser shows already; nothing, where its fields may differ."""
        return request.args.get("shown", "") if wants_fragment() and self.status == 200 else ""

    @property
    def address(self) -> str:
        return url_for("building.configure", slug=self.version.model.slug)

    def url(self, query: str) -> str:
        return f"{self.address}?{query}" if query else self.address

    def _do(self) -> None:
        """What a button asked for, beside the choices themselves."""
        args = request.args
        if self.trail and args.get("step") in ("back", "on"):
            trail = self.trail.then(self.choices)
            self.trail = trail.moved(-1 if args["step"] == "back" else 1)
            self.choices = self.trail.here
        elif "clear" in args:
            self.choices = said.without(self.choices, args["clear"])
            self.steps.cleared(args["clear"])
        elif "start" in args:
            self.choices = starting.begun(self.its, self.choices, args["start"], _build_at)
            self.steps.started(args["start"])
        elif args.get("fix"):
            self._fix(args["fix"])
        else:
            self.is_a_choice = True

    def _reconciled(self, made: Configured) -> Configured:
        """The nearest that can be built, for choices that do not go together."""
        self.status = 422
        was = self.choices
        self.choices, notice = reconcile(self.its, made, money)
        self.notices.append(notice)
        if made.conflict:
            self.steps.clashed(was, self.choices, made.conflict)
        return of_choices(self.its, self.choices)

    def _fix(self, wanted: str) -> None:
        if self.trail:
            self.trail = self.trail.then(self.choices)
        pick = Pick(*wanted.partition(":")[::2])
        if pick not in self.its.compiled.place_of or pick.option.startswith("!"):
            self._refused([_("This model has no such option.")])
            return
        was, conflict = self.choices, self.its.reasons.why_not(self.choices, pick)
        try:
            self.choices, notice = fit(self.its, was, pick, money)
        except Impossible:
            self._refused([_("This option can never be chosen.")])
            self.steps.asked(pick, was, None, conflict)
            return
        self.notices.append(notice)
        self.steps.asked(pick, was, self.choices, conflict)

    def _refused(self, lines: list[str]) -> None:
        self.status = 422
        self.notices.append(Notice("bad", _("Some of this could not be taken over."), lines))

    def _too_hard(self) -> Response:
        return render("building/too_hard.html", status=503, version=self.version)


def mine(version: ModelVersion | None = None) -> list[Build]:
    """What this person, or this browser, saved; of the version's model, where one is given."""
    user = me()
    found = (
        queries.builds_of(user)
        if user.is_authenticated and not user.is_staff
        else queries.builds_at(own.codes())
        if own.codes()
        else None
    )
    builds = list(session.scalars(found)) if found is not None else []
    return [each for each in builds if version is None or each.version.model_id == version.model_id]


def as_picture(its: Ready, choices: Choices) -> Response:
    """The drawing for these choices, as a file of its own."""
    if not its.picture:
        abort(404)
    try:
        chosen = by_group(starting.shown(its, choices).picks)
    except (NoBuild, OutOfTime):
        chosen = by_group(choices)
    answer = make_response(its.picture.as_file(its.model, chosen))
    answer.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["Cache-Control"] = f"private, max-age={PICTURE_KEPT_SECONDS}"
    answer.add_etag()
    return answer.make_conditional(request)


def money(amount: Money) -> Markup:
    return formatting.money(amount, reader=reader())


def _build_at(code: str) -> Build | None:
    return session.scalars(queries.build_at(code)).one_or_none()


def refuse_too_much() -> None:
    """Nobody chooses that much: bounded work for whatever is sent."""
    if sum(len(each) for each in request.args.listvalues()) > MOST_PARAMETERS:
        abort(413)
