"""What this domain offers to the rest of the house."""

from flask import url_for

from portal.manifest import Domain, NavItem, Panel, Tile
from portal.orders import (
    answering,
    events,
    facts,
    jobs,
    models,
    news,
    personal,
    policy,
    production_events,
    production_models,
    production_personal,
    retention,
    segments,
    tiles,
    use_models,
    use_pages,
)
from portal.orders.models import Order
from portal.orders.routes import bp
from portal.web.languages import lazy

ORDERS = Domain(
    name="orders",
    blueprints=[bp],
    policy=policy,
    modules=[
        events,
        models,
        production_models,
        production_events,
        use_models,
        answering,
        use_pages,
        jobs,
    ],
    nav=[
        NavItem(endpoint="orders.products", text=lazy("Products"), icon="bike", order=30),
        NavItem(endpoint="orders.index", text=lazy("Orders"), icon="package", order=40),
    ],
    home_tiles=[
        Tile(
            name="being-built",
            title=lazy("Being built for you"),
            template="orders/_being_built.html",
            context=tiles.being_built,
            order=10,
            is_wide=True,
        ),
        Tile(
            name="bought",
            title=lazy("What you have"),
            template="orders/_bought.html",
            context=tiles.bought,
            order=60,
        ),
    ],
    segments=segments.SEGMENTS,
    notices=news.KINDS,
    turns=[tiles.delay_to_approve],
    statuses=[tiles.status],
    holdings=[tiles.holding],
    panels_360=[
        Panel(title="Orders", template="orders/desk/_panel.html", context=tiles.panel, order=20)
    ],
    personal_data=(*production_personal.TABLES, *personal.TABLES),
    known_facts=[facts.known],
    retention=retention.kept,
    desk_pages={"order": lambda user, id: url_for("orders.show", number=Order.number_of(id))},
)
