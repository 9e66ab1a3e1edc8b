"""The outcome report of a playbook at the desk, and the people behind each of its numbers."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to, require
from portal.followups import policy as followups_policy
from portal.followups import queries
from portal.followups.models import Playbook, PlaybookVersion
from portal.followups.sentences import MEASURES
from portal.outcomes import pictures, policy, reporting, rows, sentences, summing, tables
from portal.outcomes.behind import Behind, Page
from portal.outcomes.forms import ListForm
from portal.outcomes.parts import OPEN
from portal.outcomes.reporting import Report
from portal.outcomes.titles import title_of
from portal.team.pictures import columns
from portal.tickets.company import zone
from portal.web.places import place_asked, place_of
from portal.web.rendering import render
from portal.web.spans import Span, asked
from portal.web.tables import MOST_EXPORTED, Table, as_csv

bp = Blueprint("desk_outcomes", __name__, url_prefix="/desk/follow-ups/<playbook>/outcome")
READERS = followups_policy.READERS
PRESETS = {"28": "28 days", "91": "13 weeks", "364": "A year"}
USUAL = 91
MOST_KEYS = 60
MOST_OPTIONS = 12
LONGEST_KEY = 250
COSTS = {"mail": 2, "concern": 1200}
"""In cents, until the address says other numbers."""


@bp.get("")
@open_to(READERS)
def show(playbook: str) -> ResponseReturnValue:
    found = get_or_404(queries.playbook_for(me(), playbook))
    span, version = asked(PRESETS, USUAL, zone()), _version(found)
    report = reporting.report(found, span, version)
    if request.args.get("format") == "csv" and not report.is_being_counted:
        made = tables.TABLES.get(request.args.get("table", "funnel"))
        return as_csv(made(report)) if made else abort(404)
    link, here = _link(found, span, version), _here(found, span, version)
    costs = {name: _cents(name, usual) for name, usual in COSTS.items()}
    return render(
        "outcomes/desk/show.html",
        playbook=found,
        report=report,
        span=span,
        presets=PRESETS,
        chosen=str(span.days),
        link=link,
        here=here,
        says=sentences,
        effects=[(part, report.effect(part)) for part in (report.primary, report.secondary)],
        measure=MEASURES[report.spec.measure],
        spending=report.spending,
        shown=_pictures(report),
        width_of=pictures.width_of,
        costs=costs,
        cost=costs["mail"] * report.whole.sent + costs["concern"] * report.concerns,
        extra=_extra(report),
        most_options=MOST_OPTIONS,
        version_rows=summing.by_version(report, link, here),
        period_rows=summing.by_period(report, link),
        flow=columns(report.periods, [(n.delivered, n.answered) for _, n in report.by_period]),
    )


@bp.get("/people")
@open_to(READERS)
def people(playbook: str) -> ResponseReturnValue:
    """The rows behind a number."""
    behind = _behind(playbook)
    if request.args.get("format") == "csv":
        require(policy.may_keep, behind.playbook)
        return as_csv(_people_table(behind))
    return people_page(behind, ListForm(formdata=None, data={"name": _title(behind)}))


def people_page(behind: Behind, form: ListForm, status: int = 200) -> ResponseReturnValue:
    page = behind.page(place_asked())
    return render(
        "outcomes/desk/people.html",
        status=status,
        form=form,
        playbook=behind.playbook,
        title=_title(behind),
        behind=behind,
        page=page,
        rows=rows.of(page.rows, with_orders=behind.part in ("measured", "bought")),
        with_orders=behind.part in ("measured", "bought"),
        is_cut=page.is_cut,
        first_url=people_url(behind) if "after" in request.args else "",
        next_url=_next(behind, page),
        csv_url=people_url(behind, format="csv"),
        keep_url=f"{url_for('.keep', playbook=behind.playbook.key)}?{_address(behind)}",
        back=f"{url_for('.show', playbook=behind.playbook.key)}?{urlencode(_kept(behind))}",
    )


def asked_for(playbook: str) -> Behind:
    """Which number the address is about; 404 for none there is."""
    return _behind(playbook)


def _behind(key: str) -> Behind:
    playbook = get_or_404(queries.playbook_for(me(), key))
    part, keys = request.args.get("part", ""), request.args.getlist("key")
    if part and part not in OPEN:
        abort(404)
    if len(keys) > MOST_KEYS or any(len(each) > LONGEST_KEY or "\0" in each for each in keys):
        abort(404)
    version = _version(playbook)
    return Behind(
        playbook=playbook,
        span=asked(PRESETS, USUAL, zone()),
        part=part,
        keys=keys,
        version_id=version.id if version else None,
    )


def _title(behind: Behind) -> str:
    return title_of(behind.part, behind.keys)


def source_of(behind: Behind) -> str:
    """Which number it is, in words for a list that is kept of it."""
    span = behind.span
    return f"{_title(behind)}, {behind.playbook.title}, enrolled {span.first} to {span.last}"


def _version(playbook: Playbook) -> PlaybookVersion | None:
    wanted = request.args.get("version", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 7):
        abort(404)
    return get_or_404(queries.version_of(playbook, int(wanted)))


def _link(playbook: Playbook, span: Span, version: PlaybookVersion | None) -> Callable[..., str]:
    def link(
        part: str = "", keys: str | Sequence[str] = (), *, within: Span | None = None,
        of: PlaybookVersion | None = None,
    ) -> str:  # fmt: skip
        wanted = [keys] if isinstance(keys, str) else list(keys)
        chosen = of or version
        parts: list[tuple[str, str]] = list((within or span).in_address.items())
        parts += [("version", str(chosen.n))] if chosen else []
        parts += [("part", part)] if part else []
        parts += [("key", each) for each in wanted]
        return f"{url_for('.people', playbook=playbook.key)}?{urlencode(parts)}"

    return link


def _here(playbook: Playbook, span: Span, version: PlaybookVersion | None) -> Callable[..., str]:
    def here(**changes: str) -> str:
        kept = span.in_address | ({"version": str(version.n)} if version else {}) | changes
        if "days" in changes:
            kept = {name: text for name, text in kept.items() if name not in ("from", "to")}
        parts = {name: text for name, text in kept.items() if text}
        return f"{url_for('.show', playbook=playbook.key)}?{urlencode(parts)}"

    return here


def _kept(behind: Behind) -> dict[str, str]:
    wanted = request.args.get("version", "")
    return behind.span.in_address | ({"version": wanted} if wanted else {})


def _address(behind: Behind, **more: str) -> str:
    parts: list[tuple[str, str]] = list(_kept(behind).items())
    parts += [("part", behind.part)] if behind.part else []
    parts += [("key", each) for each in behind.keys]
    return urlencode([*parts, *more.items()])


def people_url(behind: Behind, **more: str) -> str:
    """Where the people behind it are."""
    url = url_for(".people", playbook=behind.playbook.key)
    return f"{url}?{_address(behind, **more)}"


def _next(behind: Behind, page: Page) -> str:
    return people_url(behind, after=place_of(*page.after)) if page.after else ""


def _people_table(behind: Behind) -> Table:
    found, since = rows.every(behind, MOST_EXPORTED)
    lines: list[list[object]] = [
        [each.customer.number, each.customer.name, each.enrolled_at.date(), each.stands[0],
         each.stands[2], each.answer]
        for each in found
    ]  # fmt: skip
    if since is not None:
        lines.append([f"Only who was enrolled since {since.date()} was looked through"])
    columns = ["Customer", "Name", "Enrolled", "How it stands", "Why", "Answer"]
    name = f"{behind.playbook.key}-people"
    return Table(name=name, title=_title(behind), columns=columns, rows=lines)


def _pictures(report: Report) -> dict[str, pictures.Interval]:
    """The intervals there is something to draw of."""
    shown = {}
    for part in (report.primary, report.secondary):
        found = report.effect(part)
        if found.held.count and found.reached.count:
            shown[part] = pictures.interval(found.difference, scale=100)
    spent = report.spending.difference
    if spent and report.spending.is_enough:
        shown["spent"] = pictures.interval(spent, scale=0.01)
    return shown


def _extra(report: Report) -> tuple[int, int, int] | None:
    """What all of those we meant to write to spent more, and between what and what that lies."""
    found, people = report.spending.difference, report.spending.reached.count
    if found is None or not report.spending.is_enough:
        return None
    low, value, high = (round(each * people) for each in (found.low, found.value, found.high))
    return value, low, high


def _cents(name: str, usual: int) -> int:
    """An amount of the address, like 12.50; else the usual one."""
    wanted = request.args.get(f"cost_{name}", "").replace(",", ".")[:9]
    try:
        cents = round(100 * float(wanted)) if wanted else usual
    except (ValueError, OverflowError):
        return usual
    return cents if 0 <= cents <= 100_000_00 else usual
