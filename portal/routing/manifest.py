"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import DeskLink, Domain, Panel
from portal.routing import departments_page, events, head, jobs, models, reactions, rules_page

ROUTING = Domain(
    name="routing",
    blueprints=[departments_page.bp, rules_page.bp],
    modules=[models, events, jobs, reactions],
    lines_ticket=[
        Panel(
            title="Department",
            template="routing/desk/_head_line.html",
            context=head.department,
            order=20,
        )
    ],
    desk_links=[
        DeskLink(
            title="Departments",
            sentence="Who deals with what: our own departments and our partners.",
            endpoint="departments.index",
            group="The team",
            icon="users",
            shown_to=lambda user: user.role in DESK,
            order=10,
        ),
        DeskLink(
            title="Routing",
            sentence="Rules that send a new concern to the right department and people.",
            endpoint="routing.index",
            group="Concerns",
            icon="arrow-right",
            shown_to=lambda user: user.role in DESK,
            order=15,
        ),
    ],
)
