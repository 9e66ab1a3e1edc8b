"""What this domain offers to the rest of the house."""

from portal.followups import (
    desk,
    desk_acts,
    desk_editor,
    desk_preview,
    desk_progress,
    desk_reach,
    enrolled_models,
    files,
    jobs,
    leaving,
    link_routes,
    models,
    open_questions,
    personal,
    policy,
    queries,
    reactions,
)
from portal.manifest import Domain, NavItem, Panel, TicketSource, Tile
from portal.web.languages import lazy

FOLLOWUPS = Domain(
    name="followups",
    blueprints=[link_routes.bp, desk.bp],
    policy=policy,
    modules=[
        models,
        enrolled_models,
        jobs,
        reactions,
        desk_acts,
        desk_editor,
        desk_preview,
        desk_progress,
        desk_reach,
    ],
    nav=[
        NavItem(
            endpoint="desk_followups.index",
            text="Follow-ups",
            icon="calendar",
            side="desk",
            order=40,
            shown_to=policy.may_read,
        )
    ],
    home_tiles=[
        Tile(
            name="check-ins",
            title=lazy("How does it do?"),
            template="followups/_tile.html",
            context=open_questions.tile,
            order=15,
        )
    ],
    turns=[open_questions.turn],
    panels_message=[
        Panel(title="Follow-up", template="followups/desk/_file.html", context=files.panel)
    ],
    panels_360=[
        Panel(
            title="Follow-ups",
            template="followups/desk/_customer.html",
            context=files.of_customer,
            order=40,
        )
    ],
    ticket_sources=[
        TicketSource(name="check-ins", title="A check-in", tickets=queries.their_tickets)
    ],
    may_still_go=leaving.may_still_go,
    personal_data=personal.TABLES,
)
