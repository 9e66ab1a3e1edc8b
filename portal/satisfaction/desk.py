"""Satisfaction at the desk: what the answers come to, and the concerns behind every number."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import DESK, me, open_to
from portal.database import session
from portal.figures import differ
from portal.satisfaction import asking, policy, reporting
from portal.satisfaction.forms import FACES, RuleForm
from portal.satisfaction.models import Question
from portal.satisfaction.policy import LEADS
from portal.satisfaction.reporting import Tally
from portal.satisfaction.scores import AT_THE_DESK
from portal.tickets.company import zone
from portal.tickets.models import TicketKind
from portal.web.places import place_asked, place_of
from portal.web.rendering import render
from portal.web.spans import Span, asked
from portal.web.tables import Table, as_csv

bp = Blueprint("satisfaction_desk", __name__, url_prefix="/desk/satisfaction")
PRESETS = {"30": "30 days", "90": "90 days", "365": "A year"}
USUAL = 90
WHICH_TITLES = {
    "asked": "Asked",
    "answered": "Answered",
    "silent": "Not answered",
    "happy": "Good or very good",
    "low": "Bad or very bad",
    "solved": "Called it solved",
    "unsolved": "Called it not solved",
    **{f"score-{score}": words for score, words in AT_THE_DESK.items()},
}
WIDTH, HEIGHT = 640, 150
MOST_MARKS, ANSWERS_A_MARK = 8, 14


@dataclass(frozen=True)
class Row:
    name: str
    tally: Tally
    value: str
    """As it stands in an address."""


@dataclass(frozen=True)
class Mark:
    """A period in the picture; no `y` where it is too few to tell."""

    span: Span
    tally: Tally
    x: float
    y: float | None
    low: float
    high: float


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    return _page(_rule_form())


@bp.post("/rule")
@open_to(LEADS)
def set_rule() -> ResponseReturnValue:
    form = RuleForm(request.form)
    if not form.validate():
        return _page(form, status=422)
    asking.set_rule(
        share=form.share.data,
        after_hours=form.after_hours.data,
        rest_days=form.rest_days.data,
        only_with_yes=form.only_with_yes.data,
        by=me(),
    )
    flash("Saved. It counts from the next solved concern on")
    return redirect(url_for(".index"), 303)


@bp.get("/answers")
@open_to(DESK)
def answers() -> ResponseReturnValue:
    """The concerns behind one number."""
    span = asked(PRESETS, USUAL, zone())
    which = request.args.get("which", "asked")
    which = which if which in reporting.WHICH else "asked"
    narrowed = _narrowed()
    found = session.scalars(
        reporting.questions(span, which=which, narrowed=narrowed, after=place_asked())
    ).all()
    page = found[: reporting.PAGE]
    kept = {name: value for name, value in request.args.items() if name != "after"}
    return render(
        "satisfaction/desk/answers.html",
        span=span,
        title=WHICH_TITLES[which],
        narrowed=", ".join(_names(narrowed)),
        questions=page,
        comments=dict(reporting.comments_of(page)),
        faces=FACES,
        scores=AT_THE_DESK,
        first_url=_answers(kept) if "after" in request.args else "",
        next_url=_answers(kept | _place(page[-1])) if len(found) > len(page) else "",
    )


def _page(form: RuleForm, *, status: int = 200) -> ResponseReturnValue:
    span = asked(PRESETS, USUAL, zone())
    whole, before = reporting.tally(span), reporting.tally(span.before)
    parts = reporting.over_time(span, span.parts(_step(span, whole)))
    if request.args.get("format") == "csv":
        return as_csv(_table(parts))
    groups = [("kind", "By kind"), ("department", "By department")]
    if policy.may_compare_agents(me()):
        groups.append(("agent", "By who looked after it"))
    return render(
        "satisfaction/desk/index.html",
        status=status,
        span=span,
        presets=PRESETS,
        chosen=str(span.days),
        as_of=clock.now(),
        whole=whole,
        before=before,
        differs=differ(whole.happy, before.happy),
        marks=_marks(parts),
        groups=[(name, title, _rows(span, name)) for name, title in groups],
        comments=reporting.comments(span),
        faces=FACES,
        scores=AT_THE_DESK,
        form=form,
        rule=asking.rule_now(),
        may_set=policy.may_set_rule(me()),
        link=_link(span),
        width=WIDTH,
        height=HEIGHT,
    )


def _rule_form() -> RuleForm:
    return RuleForm(formdata=None, obj=asking.rule_now())


def _rows(span: Span, name: str) -> list[Row]:
    found = reporting.by(span, name)
    if name == "kind":
        names: dict[Any, str] = {kind: kind.value.capitalize() for kind in TicketKind}
    else:
        names = reporting.names_of(name, list(found))
    rows = [Row(names.get(key, "None"), tally, str(key or "none")) for key, tally in found.items()]
    return sorted(rows, key=lambda row: (-row.tally.answered, row.name))


def _marks(parts: list[tuple[Span, Tally]]) -> list[Mark]:
    step = WIDTH / len(parts)
    marks = []
    for at, (span, tally) in enumerate(parts):
        low, high = tally.happy.bounds
        y = HEIGHT * (1 - tally.happy.value) if tally.happy.is_enough else None
        marks.append(
            Mark(span, tally, step * (at + 0.5), y, HEIGHT * (1 - low), HEIGHT * (1 - high))
        )
    return marks


def _table(parts: list[tuple[Span, Tally]]) -> Table:
    columns = ["From", "To", "Asked", "Answered", *AT_THE_DESK.values(), "Solved", "Not solved"]
    columns += ["Satisfied %", "Low bound %", "High bound %"]
    rows = []
    for span, tally in parts:
        low, high = tally.happy.bounds
        share = (
            (tally.happy.percent, round(100 * low), round(100 * high))
            if tally.happy.is_enough
            else ("", "", "")
        )
        rows.append(
            [span.first, span.last, tally.asked, tally.answered, *tally.scores.values(),
             tally.solved, tally.unsolved, *share]
        )  # fmt: skip
    return Table(name="satisfaction", title="Satisfaction", columns=columns, rows=rows)


def _link(span: Span) -> Any:
    def link(which: str, within: Span | None = None, **narrowed: str) -> str:
        days = within or span
        return _answers(days.in_address | {"which": which} | narrowed)

    return link


def _step(span: Span, whole: Tally) -> int:
    """How many days a mark stands for: as many marks as there are answers for."""
    marks = max(1, min(MOST_MARKS, whole.answered // ANSWERS_A_MARK))
    return -(-span.days // marks)


def _narrowed() -> dict[str, Any]:
    """Whose numbers: an agent's are for leads, and their own for themselves."""
    narrowed: dict[str, Any] = {}
    kind = request.args.get("kind", "")
    if kind in TicketKind.__members__.values():
        narrowed["kind"] = TicketKind(kind)
    for name in ("department", "agent"):
        value = request.args.get(name, "")
        if value == "none":
            narrowed[name] = None
        elif value.isascii() and value.isdigit() and len(value) < 10:
            narrowed[name] = int(value)
    if "agent" in narrowed and narrowed["agent"] != me().id and not policy.may_compare_agents(me()):
        abort(403)
    return narrowed


def _names(narrowed: dict[str, Any]) -> list[str]:
    said = [narrowed["kind"].value] if "kind" in narrowed else []
    for name in narrowed.keys() - {"kind"}:
        value = narrowed[name]
        said += [f"without {name}"] if value is None else reporting.names_of(name, [value]).values()
    return said


def _answers(arguments: dict[str, str]) -> str:
    return f"{url_for('.answers')}?{urlencode(arguments)}"


def _place(last: Question) -> dict[str, str]:
    assert last.asked_at is not None
    return {"after": place_of(last.asked_at, last.id)}
