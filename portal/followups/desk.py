"""Follow-ups at the desk: all playbooks, and one with what it does, its numbers and its people."""

from datetime import timedelta

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import get_or_404, me, open_to
from portal.consent.purposes import PURPOSES
from portal.followups import (
    audience,
    files,
    foreseeing,
    linting,
    policy,
    queries,
    sentences,
    spec_reading,
    starting,
    switching,
    versions,
)
from portal.followups.enrolled_models import Outcome
from portal.followups.foreseeing import MOST_FORESEEN
from portal.followups.models import Playbook, PlaybookVersion
from portal.web.rendering import render

bp = Blueprint("desk_followups", __name__, url_prefix="/desk/follow-ups")
DAYS = 14
TONES = {"draft": "", "live": "good", "paused": "warn", "retired": ""}
LEFT_OUT, ENDED = "left-out", "ended-"


@bp.get("")
@open_to(policy.READERS)
def index() -> ResponseReturnValue:
    shown = queries.playbooks(me())
    return render(
        "followups/desk/index.html",
        playbooks=shown,
        numbers=queries.numbers_of_all(shown),
        in_review=queries.in_review(shown),
        tones=TONES,
        switch=switching.switch(),
        starters=starting.starters(),
        form=None,
    )


@bp.get("/<playbook>")
@open_to(policy.READERS)
def show(playbook: str) -> ResponseReturnValue:
    return page(get_or_404(queries.playbook_for(me(), playbook)))


def page(playbook: Playbook, *, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    version = shown_version(playbook)
    spec = spec_reading.read(version.spec)
    return render(
        "followups/desk/show.html",
        status=status,
        failed=bool(trouble),
        trouble=trouble,
        playbook=playbook,
        version=version,
        newest=versions.newest_of(playbook),
        spec=spec,
        purpose=PURPOSES[spec.purpose] if spec.purpose else None,
        when=audience.when(spec.trigger),
        audience=[audience.sentence(each) for each in spec.audience],
        sentences=sentences.of(spec),
        faults=linting.faults(playbook, spec) if not version.is_approved else [],
        numbers=queries.numbers(playbook),
        parts=queries.PARTS,
        left_out=queries.left_out(playbook),
        ended=queries.ended(playbook),
        happened=queries.happened(playbook),
        tone=TONES[playbook.state],
        why_off=switching.why_off(),
    )


@bp.get("/<playbook>/people")
@open_to(policy.READERS)
def people(playbook: str) -> ResponseReturnValue:
    """The rows behind a number."""
    found = get_or_404(queries.playbook_for(me(), playbook))
    part, before = request.args.get("show", ""), _before()
    outcome = part.removeprefix(ENDED)
    is_ended = part.startswith(ENDED) and outcome in list(Outcome)
    if part == LEFT_OUT:
        rows = queries.left_out_people(found, before=before)
    elif is_ended:
        rows = queries.ended_people(found, outcome, before=before)
    else:
        if part and part not in queries.PARTS:
            abort(404)
        rows = queries.people(found, part, before=before)
    shown = rows[: queries.PAGE]
    return render(
        "followups/desk/people.html",
        playbook=found,
        part=part,
        title="Left out"
        if part == LEFT_OUT
        else f"Ended: {outcome}"
        if is_ended
        else queries.PARTS[part].title
        if part
        else "Everybody",
        is_left_out=part == LEFT_OUT,
        is_ended=is_ended,
        rows=shown,
        standing=files.standing_of,
        first_url=url_for(".people", playbook=playbook, show=part) if before else "",
        older_url=url_for(".people", playbook=playbook, show=part, before=shown[-1].id)
        if len(rows) > len(shown)
        else "",
    )


@bp.get("/<playbook>/calendar")
@open_to(policy.READERS)
def calendar(playbook: str) -> ResponseReturnValue:
    """The dry run: two weeks ahead, judged by the gates that judge when it is sent."""
    found = get_or_404(queries.playbook_for(me(), playbook))
    version = shown_version(found)
    now = clock.now()
    mails = list(
        foreseeing.foresee(
            found, version, now=now, until=now + timedelta(days=DAYS),
            as_if_live=not version.is_approved,
        )
    )  # fmt: skip
    return render(
        "followups/desk/calendar.html",
        playbook=found,
        version=version,
        days=foreseeing.by_day(mails),
        going=sum(each.goes for each in mails),
        not_going=[each for each in mails if not each.goes],
        is_cut=len(mails) >= MOST_FORESEEN,
        most=MOST_FORESEEN,
        how_long=DAYS,
    )


def shown_version(playbook: Playbook) -> PlaybookVersion:
    """The one that was asked for, else the newest."""
    asked = request.args.get("version", "")
    if asked:
        if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
            abort(404)
        return get_or_404(queries.version_of(playbook, int(asked)))
    return versions.newest_of(playbook)


def _before() -> int:
    asked = request.args.get("before", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 9 else 0
