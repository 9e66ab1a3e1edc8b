"""What this domain offers to the rest of the house."""

from portal.manifest import DeskLink, Domain, NavItem, Panel, Tile
from portal.owed import desk, events, jobs, leaving, models, personal, policy, reactions, told
from portal.web.languages import lazy

OWED = Domain(
    name="owed",
    blueprints=[desk.bp],
    policy=policy,
    modules=[models, events, jobs, reactions],
    nav=[
        NavItem(
            endpoint="owed.index",
            text="Owed",
            icon="hand",
            side="desk",
            order=38,
            shown_to=policy.may_read,
        )
    ],
    home_tiles=[
        Tile(
            name="owed",
            title=lazy("What we owe you"),
            template="owed/_tile.html",
            context=told.tile,
            order=25,
        )
    ],
    known_facts=[told.known],
    panels_order=[
        Panel(title=lazy("What we owe you"), template="owed/_order.html", context=told.order)
    ],
    panels_360=[
        Panel(
            title="Check-ins owed",
            template="owed/desk/_customer.html",
            context=told.panel,
            order=13,
        )
    ],
    desk_pages={"check_in": told.page_of},
    desk_links=[
        DeskLink(
            title="Check-ins we owe",
            sentence="Whom we ask by when, and whom no mail can ask.",
            endpoint="owed.index",
            group="Promises",
            icon="hand",
            shown_to=policy.may_read,
            order=5,
        )
    ],
    personal_data=personal.TABLES,
    may_still_go=leaving.may_still_go,
)
