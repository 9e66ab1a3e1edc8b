"""A mailing while it leaves, for anybody at the desk to watch."""

from flask import abort, current_app, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to
from portal.followups import policy, queries, switching
from portal.followups.desk import TONES, bp
from portal.followups.progress import SPANS, USUAL, progress
from portal.messages import lanes
from portal.web.rendering import render, wants_fragment

TEMPLATE = "followups/desk/progress.html"


@bp.get("/<playbook>/progress")
@open_to(policy.READERS)
def watch(playbook: str) -> ResponseReturnValue:
    found = get_or_404(queries.playbook_for(me(), playbook))
    days = request.args.get("days", USUAL)
    if days not in SPANS:
        abort(404)
    settings = current_app.extensions["portal_settings"]
    shown = {
        "playbook": found,
        "tone": TONES[found.state],
        "progress": progress(found, days),
        "parts": queries.PARTS,
        "spans": SPANS,
        "days": days,
        "here": url_for(".watch", playbook=playbook, days=days),
        "lane": lanes.lane(),
        "is_lane_paused": lanes.is_paused(),
        "per_minute": settings.bulk_per_minute,
        "connections": settings.bulk_connections,
        "why_off": switching.why_off(),
    }
    if wants_fragment():
        return render(TEMPLATE, fragment="running", **shown)
    return render(TEMPLATE, **shown)
