"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import Domain, NavItem, Panel, Tile
from portal.quotes import (
    build_routes,
    change_routes,
    desk,
    events,
    expiry,
    models,
    news,
    personal,
    policy,
    reactions,
    routes,
    tiles,
)
from portal.web.languages import lazy

QUOTES = Domain(
    name="quotes",
    blueprints=[routes.bp, desk.bp],
    policy=policy,
    modules=[models, events, reactions, expiry, build_routes, change_routes],
    nav=[
        NavItem(
            endpoint="desk_quotes.index",
            text="Quotes",
            icon="file-text",
            side="desk",
            order=28,
            shown_to=lambda user: user.role in DESK,
            badge=tiles.waiting,
        )
    ],
    home_tiles=[
        Tile(
            name="quotes",
            title=lazy("Your quotes"),
            template="quotes/_tile.html",
            context=tiles.going_on,
            order=15,
        )
    ],
    turns=[tiles.quote_to_accept],
    notices=news.KINDS,
    holdings=[tiles.holding],
    panels_build=[
        Panel(
            title=lazy("Have it built"),
            template="quotes/_have_it.html",
            context=build_routes.panel,
            order=10,
        )
    ],
    panels_order=[
        Panel(
            title=lazy("What we build for you"),
            template="quotes/_ordered.html",
            context=tiles.build_of,
            order=10,
        )
    ],
    panels_360=[
        Panel(title="Quotes", template="quotes/desk/_panel.html", context=tiles.panel, order=22)
    ],
    personal_data=personal.TABLES,
)
