"""Everything the desk can look up or set, on one page: each domain says what it has."""

from portal.access import DESK, me, open_to
from portal.manifest import DESK_GROUPS, DeskLink, domains
from portal.tickets.desk import bp
from portal.web.rendering import render

LINKS = [
    DeskLink(
        title="Views",
        icon="list",
        sentence="Filters of the queue under a name: in your order, shared, with own columns.",
        endpoint="desk.views",
        group="For you",
        order=10,
    ),
    DeskLink(
        title="Undo",
        icon="rotate-ccw",
        sentence="What you did in the last day, and taking it back.",
        endpoint="desk.recent_acts",
        group="For you",
        order=20,
    ),
    DeskLink(
        title="Keys",
        icon="keyboard",
        sentence="What each key does here; change them, or switch them off.",
        endpoint="desk.keys",
        group="For you",
        order=30,
    ),
    DeskLink(
        title="Known issues",
        icon="flag",
        sentence="What troubles many at once, and one answer to all of them.",
        endpoint="desk.issues",
        group="Concerns",
        order=10,
    ),
    DeskLink(
        title="Canned answers",
        icon="text-quote",
        sentence="Answers and changes you make often, ready to use.",
        endpoint="desk.macro_list",
        group="Concerns",
        order=20,
    ),
    DeskLink(
        title="Checklists",
        icon="check-check",
        sentence="Steps that are the same each time.",
        endpoint="desk.checklists",
        group="Concerns",
        order=30,
    ),
    DeskLink(
        title="Blocked senders",
        icon="mail-x",
        sentence="Whose mail reaches nobody, and letting them in again.",
        endpoint="desk.blocked",
        group="Concerns",
        order=60,
    ),
]


@bp.get("/set-up")
@open_to(DESK)
def set_up() -> str:
    return render("tickets/desk/set_up.html", groups=_groups())


def _groups() -> dict[str, list[DeskLink]]:
    """What this person may open, under headings; one with nothing under it is left out."""
    shown = sorted(
        (link for domain in domains() for link in domain.desk_links if link.shown_to(me())),
        key=lambda link: (link.order, link.title),
    )
    every = {group: [link for link in shown if link.group == group] for group in DESK_GROUPS}
    return {group: links for group, links in every.items() if links}
