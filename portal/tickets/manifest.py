"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import Domain, NavItem, Panel, Tile
from portal.tickets import (
    arriving,
    desk,
    desk_files,
    desk_panels,
    desk_raising,
    desk_talk,
    desk_triage,
    keeping_routes,
    models,
    policy,
    queries,
    raising_routes,
    reactions,
    routes,
    tiles,
)

TICKETS = Domain(
    name="tickets",
    blueprints=[routes.bp, desk.bp],
    policy=policy,
    modules=[
        models,
        reactions,
        raising_routes,
        keeping_routes,
        desk_files,
        desk_raising,
        desk_talk,
        desk_triage,
    ],
    nav=[
        NavItem(
            endpoint="tickets.index",
            text="Concerns",
            icon="message-circle",
            order=20,
            shown_to=lambda user: user.customer_id is not None,
            badge=queries.count_waiting,
        ),
        NavItem(
            endpoint="desk.queue",
            text="Queue",
            icon="inbox",
            side="desk",
            order=10,
            shown_to=lambda user: user.role in DESK,
        ),
    ],
    home_tiles=[
        Tile(
            name="concerns",
            title="Your concerns",
            template="tickets/_tile.html",
            context=tiles.concerns,
            order=20,
        )
    ],
    receives_mail=arriving.take,
    turns=[tiles.your_turn],
    statuses=[tiles.status],
    panels_360=[
        Panel(
            title="Concerns",
            template="tickets/desk/_panel.html",
            context=desk_panels.tickets,
            order=10,
        )
    ],
    desk_pages={"ticket": desk_panels.page_of},
)
