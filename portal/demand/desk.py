"""What customers ask of our models, at the desk: all models, one model, and the rows behind it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import get_or_404, me, open_to
from portal.building import queries
from portal.building.counting import Measure
from portal.building.models import ModelVersion, ProductModel, VersionState
from portal.building.policy import may_edit_models
from portal.configurator.model import Pick
from portal.database import session
from portal.demand import counts, pictures, policy, tables
from portal.demand.analysis import Analysis
from portal.demand.rows import MOST_READ, Row, What, count_of, rows_of
from portal.figures import ENOUGH, change
from portal.promises.calendars import house_zone
from portal.web.rendering import render
from portal.web.spans import Span, asked
from portal.web.tables import as_csv

bp = Blueprint("demand", __name__)
PRESETS = {"7": "7 days", "28": "28 days", "91": "13 weeks", "364": "A year"}
USUAL = 28
MOST_VERSIONS = 200
PAGE = 50
DAILY_UP_TO = 31
DAYS_OF_A_WEEK = 7
TITLES = {What.BUILDS: "Saved builds", What.QUOTES: "Quotes asked for", What.ORDERS: "Orders"}


@bp.get("/desk/demand")
@open_to(policy.READERS)
def index() -> ResponseReturnValue:
    """Every model on offer, and how it goes."""
    span = asked(PRESETS, USUAL, house_zone())
    found = []
    for offered in session.scalars(queries.offered()):
        versions = _versions(offered.model)
        told = counts.tally(versions, span)
        rows = {what: count_of(what, versions, span) for what in What}
        found.append((offered, told, rows))
    return render("demand/desk/index.html", span=span, presets=PRESETS, chosen=str(span.days),
                  models=found, Measure=Measure, What=What)  # fmt: skip


@bp.get("/desk/models/<slug>/analysis")
@open_to(policy.READERS)
def analysis(slug: str) -> ResponseReturnValue:
    product = get_or_404(select(ProductModel).where(ProductModel.slug == slug))
    every = _versions(product)
    versions = _chosen(every)
    span = asked(PRESETS, USUAL, house_zone())
    basket = What.BUILDS if request.args.get("of") == What.BUILDS else What.ORDERS
    found = Analysis(versions, span, basket)
    if request.args.get("format") == "csv":
        return as_csv(tables.of(request.args.get("table", ""), found, slug))
    step = 1 if span.days <= DAILY_UP_TO else DAYS_OF_A_WEEK
    return render(
        "demand/desk/analysis.html",
        product=product,
        versions=every,
        version=_asked_version(),
        span=span,
        presets=PRESETS,
        chosen=str(span.days),
        found=found,
        flow=pictures.flow(span.parts(step), counts.by_day(versions, span)),
        Measure=Measure,
        What=What,
        basket=basket,
        enough=ENOUGH,
        most_read=MOST_READ,
        here=_here(slug, span),
        link=_link(slug, span),
        change=change,
        editor=_editor(slug),
    )


@bp.get("/desk/models/<slug>/analysis/rows")
@open_to(policy.READERS)
def behind(slug: str) -> ResponseReturnValue:
    """The builds, quotes or orders behind one number."""
    product = get_or_404(select(ProductModel).where(ProductModel.slug == slug))
    asked_for = request.args.get("what", What.ORDERS.value)
    if asked_for not in set(What):
        abort(404)
    what = What(asked_for)
    versions = _chosen(_versions(product))
    span = asked(PRESETS, USUAL, house_zone())
    picks = [Pick(*each.partition(":")[::2]) for each in request.args.getlist("pick")[:5]]
    rows = rows_of(what, versions, span)
    found = rows.those_with(*picks)
    page = _page_number()
    shown = found[page * PAGE : (page + 1) * PAGE]
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    names = Analysis(versions, span, what).names

    def at(number: int) -> str:
        return f"{url_for('.behind', slug=slug)}?{urlencode([*kept, ('page', number)])}"

    return render(
        "demand/desk/rows.html",
        product=product,
        what=what,
        title=TITLES[what],
        span=span,
        picks=[names.named(pick) for pick in picks],
        count=len(found),
        rows=[(row, _summary(row, names.option), _url(what, row)) for row in shown],
        is_cut=rows.is_cut,
        most_read=MOST_READ,
        back=_here(slug, span)(),
        newer_url=at(page - 1) if page else "",
        older_url=at(page + 1) if len(found) > (page + 1) * PAGE else "",
    )


def _versions(product: ProductModel) -> list[ModelVersion]:
    """Every version that was ever offered, the newest first."""
    found = (
        select(ModelVersion)
        .options(joinedload(ModelVersion.model))
        .where(ModelVersion.model_id == product.id, ModelVersion.state != VersionState.DRAFT)
        .order_by(ModelVersion.n.desc())
        .limit(MOST_VERSIONS)
    )
    return list(session.scalars(found))


def _chosen(versions: list[ModelVersion]) -> list[ModelVersion]:
    n = _asked_version()
    chosen = [each for each in versions if not n or each.n == n]
    if not chosen:
        abort(404)
    return chosen


def _asked_version() -> int:
    n = request.args.get("version", "")
    return int(n) if n.isascii() and n.isdigit() and len(n) < 7 else 0


def _page_number() -> int:
    page = request.args.get("page", "")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 0


def _kept() -> dict[str, str]:
    """What the page was narrowed to, beside its days."""
    kept = {"version": str(_asked_version())} if _asked_version() else {}
    return kept | ({"of": What.BUILDS.value} if request.args.get("of") == What.BUILDS else {})


def _here(slug: str, span: Span) -> Callable[..., str]:
    def here(**further: Any) -> str:
        asked_for = {**span.in_address, **_kept(), **further}
        if "days" in further:
            asked_for = {k: v for k, v in asked_for.items() if k not in span.in_address}
        told = {name: value for name, value in asked_for.items() if value}
        return f"{url_for('.analysis', slug=slug)}?{urlencode(told)}"

    return here


def _link(slug: str, span: Span) -> Callable[..., str]:
    def link(what: What, *picks: Pick) -> str:
        kept = {**span.in_address, "what": what.value}
        if _asked_version():
            kept["version"] = str(_asked_version())
        told = [*kept.items(), *(("pick", f"{group}:{option}") for group, option in picks)]
        return f"{url_for('.behind', slug=slug)}?{urlencode(told)}"

    return link


def _editor(slug: str) -> str:
    return url_for("models.show", slug=slug) if may_edit_models(me()) else ""


def _summary(row: Row, label: Callable[[Pick], str]) -> str:
    return ", ".join(label(pick) for pick in sorted(row.picks))


def _url(what: What, row: Row) -> str:
    """Where this person may open it; nothing where they may not."""
    match what:
        case What.BUILDS:
            return url_for("building.show_build", code=row.name)
        case What.ORDERS:
            return url_for("orders.show", number=row.name)
        case What.QUOTES:
            is_open = policy.may_open_quotes(me())
            return url_for("desk_quotes.show", number=row.name) if is_open else ""
