"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import Domain, NavItem, Panel, Tile
from portal.tickets import (
    arriving,
    desk,
    desk_files,
    desk_links,
    desk_panels,
    desk_raising,
    desk_talk,
    desk_triage,
    facts,
    guests,
    keeping_routes,
    models,
    news,
    personal,
    policy,
    queries,
    raising_routes,
    reactions,
    routes,
    sharing_routes,
    tiles,
)
from portal.web.languages import lazy

TICKETS = Domain(
    name="tickets",
    blueprints=[routes.bp, desk.bp],
    policy=policy,
    modules=[
        models,
        reactions,
        raising_routes,
        keeping_routes,
        sharing_routes,
        desk_files,
        desk_links,
        desk_raising,
        desk_talk,
        desk_triage,
    ],
    nav=[
        NavItem(
            endpoint="tickets.index",
            text=lazy("Concerns"),
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
            title=lazy("Your concerns"),
            template="tickets/_tile.html",
            context=tiles.concerns,
            order=20,
        ),
        Tile(
            name="contact",
            title=lazy("Your contact person"),
            template="tickets/_contact.html",
            context=tiles.contact,
            order=30,
        ),
    ],
    notices=news.KINDS,
    receives_mail=arriving.take,
    personal_data=personal.TABLES,
    known_facts=[facts.known],
    turns=[tiles.your_turn],
    statuses=[tiles.status],
    holdings=[tiles.holding],
    panels_order=[
        Panel(
            title=lazy("Concerns about this order"),
            template="tickets/_about_order.html",
            context=tiles.about_order,
        )
    ],
    panels_360=[
        Panel(
            title="Concerns",
            template="tickets/desk/_panel.html",
            context=desk_panels.tickets,
            order=10,
        )
    ],
    desk_pages={"ticket": desk_panels.page_of},
    shared_pages={"ticket": guests.SHARED_PAGE},
)
