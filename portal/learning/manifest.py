"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.learning import (
    beside,
    desk,
    desk_settings,
    events,
    forgetting,
    jobs,
    models,
    personal,
    policy,
    reactions,
)
from portal.manifest import DeskLink, Domain, Panel

LEARNING = Domain(
    name="learning",
    blueprints=[desk.bp],
    policy=policy,
    modules=[models, events, reactions, jobs, desk_settings],
    lines_ticket=[
        Panel(
            title="Proposed",
            template="learning/desk/_proposals.html",
            context=beside.proposals,
            order=10,
        )
    ],
    panels_ticket=[
        Panel(
            title="Solved, and like this",
            template="learning/desk/_similar.html",
            context=beside.similar,
            order=60,
        ),
        Panel(
            title="Articles",
            template="learning/desk/_articles.html",
            context=beside.helping,
            order=70,
        ),
    ],
    personal_data=personal.TABLES,
    stops=forgetting.stop,
    desk_links=[
        DeskLink(
            title="Learning",
            sentence="What the portal proposes for new concerns, and how often that is right.",
            endpoint="learning.index",
            group="Concerns",
            icon="lightbulb",
            shown_to=lambda user: user.role in DESK,
            order=60,
        )
    ],
)
