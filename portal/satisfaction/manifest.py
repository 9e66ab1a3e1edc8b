"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import DeskLink, Domain, Panel
from portal.satisfaction import (
    asking,
    desk,
    jobs,
    leaving,
    models,
    panels,
    personal,
    policy,
    routes,
)
from portal.web.languages import lazy

SATISFACTION = Domain(
    name="satisfaction",
    blueprints=[routes.bp, desk.bp],
    policy=policy,
    modules=[models, jobs],
    notices=[asking.HOW_WAS_IT],
    may_still_go=leaving.may_still_go,
    personal_data=personal.TABLES,
    panels_concern=[
        Panel(
            title=lazy("How was it?"),
            template="satisfaction/_concern.html",
            context=panels.concern,
        )
    ],
    panels_ticket=[
        Panel(
            title="How it was",
            template="satisfaction/desk/_ticket.html",
            context=panels.ticket,
            order=60,
        )
    ],
    desk_links=[
        DeskLink(
            title="Satisfaction",
            sentence="What customers say after their concern is solved, and how sure that is",
            endpoint="satisfaction_desk.index",
            group="The team",
            icon="smile",
            shown_to=lambda user: user.role in DESK,
        )
    ],
)
