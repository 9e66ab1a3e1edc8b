"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import DeskLink, Domain, Panel
from portal.partners import desk, events, jobs, models, personal
from portal.partners.routes import bp

PARTNERS = Domain(
    name="partners",
    blueprints=[bp],
    modules=[models, events, jobs],
    personal_data=personal.TABLES,
    lines_ticket=[
        Panel(
            title="Partners",
            template="partners/desk/_head_line.html",
            context=desk.on_the_head,
            order=30,
        )
    ],
    desk_links=[
        DeskLink(
            title="Jobs with partners",
            sentence="What suppliers were asked, whose turn it is, and who is late.",
            endpoint="partners.jobs",
            group="Concerns",
            icon="building",
            shown_to=lambda user: user.role in DESK,
            order=40,
        )
    ],
)
