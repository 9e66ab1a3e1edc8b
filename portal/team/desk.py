"""The team's page: its work in numbers, and the concerns behind each of them."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import DESK, me, open_to
from portal.database import session
from portal.figures import change, differ
from portal.team import lists, pictures, policy, reporting
from portal.team.lists import PAGE, TITLES, Behind
from portal.team.measures import AGES
from portal.team.models import NOBODY
from portal.team.reporting import Narrowed, Work
from portal.tickets.company import zone
from portal.tickets.models import TicketKind
from portal.tickets.tagging import tag_of
from portal.web.places import place_asked, place_of
from portal.web.rendering import render
from portal.web.spans import Span, asked
from portal.web.tables import Table, as_csv

bp = Blueprint("team", __name__, url_prefix="/desk/team")
PRESETS = {"7": "7 days", "28": "28 days", "91": "13 weeks", "364": "A year"}
USUAL = 28
DAILY_UP_TO = 31
DAYS_OF_A_WEEK = 7
COUNTED = ("arrived", "answered", "solved", "reopened", "kept", "broken")


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    span, narrowed = asked(PRESETS, USUAL, zone()), _narrowed()
    days = reporting.day_by_day(span, narrowed)
    if request.args.get("format") == "csv":
        return as_csv(_table(span, days))
    now, before = reporting.work(span, narrowed), reporting.work(span.before, narrowed)
    backlog = reporting.backlog(narrowed)
    parts = span.parts(1 if span.days <= DAILY_UP_TO else DAYS_OF_A_WEEK)
    sums = [_sum(part, days) for part in parts]
    return render(
        "team/desk/index.html",
        span=span,
        presets=PRESETS,
        chosen=str(span.days),
        as_of=backlog.taken_at or reporting.counted_at(),
        now=now,
        before=before,
        differs=differ(now.kept, before.kept),
        backlog=backlog,
        ages=list(enumerate(AGES)),
        flow=pictures.columns(parts, [(each["arrived"], each["solved"]) for each in sums]),
        sums=list(zip(parts, sums, strict=True)),
        kinds=[
            (kind.value.capitalize(), kind.value, found)
            for kind, found in _sorted_kinds(reporting.by(span, "kind", narrowed))
        ],
        departments=_departments(span, narrowed),
        agents=_agents(span, narrowed, backlog),
        sees_agents=policy.may_compare_agents(me()),
        topics=reporting.topics(span.last, zone())[:12] if not narrowed else [],
        week=reporting.week_to(span.last, zone()),
        narrowed=_names(narrowed),
        here=_here(span),
        kept_filters=_in_address(narrowed),
        link=_link(span, narrowed),
        spoken=pictures.spoken,
        change=change,
        nobody=NOBODY,
    )


@bp.get("/concerns")
@open_to(DESK)
def concerns() -> ResponseReturnValue:
    """The concerns behind one number."""
    measure = request.args.get("measure", "")
    age = request.args.get("age", "")
    behind = Behind(
        measure=measure if measure in TITLES else lists.OPEN,
        span=asked(PRESETS, USUAL, zone()),
        narrowed=_narrowed(),
        age=int(age) if age in {str(place) for place in range(len(AGES))} else None,
        tag=tag_of(request.args.get("tag", "")),
        after=place_asked(),
    )
    found = session.execute(behind.select()).all()
    page = found[:PAGE]
    kept = {name: value for name, value in request.args.items() if name != "after"}
    last = page[-1] if page else None
    place = place_of(last.at, last.place) if last else ""
    return render(
        "team/desk/concerns.html",
        behind=behind,
        title=TITLES[behind.measure],
        narrowed=", ".join(
            [*_names(behind.narrowed), *([f"tagged {behind.tag}"] if behind.tag else [])]
            + ([list(AGES)[behind.age].lower()] if behind.age is not None else [])
        ),
        is_of_days=behind.measure not in (lists.OPEN, lists.LATE),
        rows=page,
        queue_url=url_for("desk.queue", **behind.in_the_queue) if behind.in_the_queue else "",
        back=f"{url_for('.index')}?{urlencode(behind.span.in_address)}",
        first_url=f"{url_for('.concerns')}?{urlencode(kept)}" if "after" in request.args else "",
        next_url=f"{url_for('.concerns')}?{urlencode(kept | {'after': place})}"
        if len(found) > len(page)
        else "",
    )


def _table(span: Span, days: Any) -> Table:
    rows = [
        [part.first, *(days.get(part.first, {}).get(name, 0) for name in COUNTED)]
        for part in span.parts(1)
    ]
    titles = ["Day", *(TITLES[name] for name in COUNTED)]
    return Table(name="team", title="The team, day by day", columns=titles, rows=rows)


def _sum(part: Span, days: Any) -> dict[str, int]:
    return {
        name: sum(
            count.get(name, 0) for day, count in days.items() if part.first <= day <= part.last
        )
        for name in COUNTED
    }


def _sorted_kinds(found: dict[Any, Work]) -> list[tuple[TicketKind, Work]]:
    return [(kind, found[kind]) for kind in TicketKind if kind in found]


def _departments(span: Span, narrowed: Narrowed) -> list[tuple[str, int, Work]]:
    found = reporting.by(span, "department", narrowed)
    if set(found) <= {NOBODY}:
        return []
    names = reporting.names_of("department", found)
    rows = [(names.get(key, "None"), key, work) for key, work in found.items()]
    return sorted(rows, key=lambda row: (-row[2].counts["arrived"], row[0]))


def _agents(
    span: Span, narrowed: Narrowed, backlog: reporting.Backlog
) -> list[tuple[str, int, Work]]:
    """Everybody, for leads; else whoever looks."""
    found = reporting.by(span, "agent", narrowed)
    if not policy.may_compare_agents(me()):
        return [(me().name, me().id, found.get(me().id, Work()))]
    keys = set(found) | set(backlog.agents)
    names = reporting.names_of("agent", keys)
    rows = [(names.get(key, "Nobody"), key, found.get(key, Work())) for key in keys]
    return sorted(rows, key=lambda row: (-backlog.agents[row[1]], row[0]))


def _link(span: Span, narrowed: Narrowed) -> Any:
    def link(measure: str, within: Span | None = None, **further: Any) -> str:
        kept = {} if measure in (lists.OPEN, lists.LATE) else (within or span).in_address
        parts = {**kept, "measure": measure, **_in_address(narrowed), **further}
        return f"{url_for('.concerns')}?{urlencode(parts)}"

    return link


def _here(span: Span) -> Any:
    def here(**narrowed: Any) -> str:
        return f"{url_for('.index')}?{urlencode({**span.in_address, **narrowed})}"

    return here


def _in_address(narrowed: Narrowed) -> dict[str, str]:
    return {name: str(value) for name, value in narrowed.items()}


def _narrowed() -> Narrowed:
    narrowed: dict[str, Any] = {}
    kind = request.args.get("kind", "")
    if kind in TicketKind.__members__.values():
        narrowed["kind"] = kind
    for name in ("department", "agent"):
        value = request.args.get(name, "")
        if value.isascii() and value.isdigit() and len(value) < 10:
            narrowed[name] = int(value)
    is_others = narrowed.get("agent", me().id) != me().id
    if is_others and not policy.may_compare_agents(me()):
        abort(403)
    return narrowed


def _names(narrowed: Narrowed) -> list[str]:
    said = []
    for name, value in narrowed.items():
        if name == "kind":
            said.append(str(value))
        elif value == NOBODY:
            said.append(f"without {name}")
        else:
            said += reporting.names_of(name, [value]).values()
    return said
