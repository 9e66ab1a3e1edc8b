"""What this domain offers to the rest of the house."""

from flask import url_for

from portal.manifest import Domain, NavItem, Panel, Tile
from portal.orders import models, policy, tiles
from portal.orders.models import Order
from portal.orders.routes import bp

ORDERS = Domain(
    name="orders",
    blueprints=[bp],
    policy=policy,
    modules=[models],
    nav=[NavItem(endpoint="orders.index", text="Orders", icon="package", order=40)],
    home_tiles=[
        Tile(
            name="being-built",
            title="Being built for you",
            template="orders/_being_built.html",
            context=tiles.being_built,
            order=10,
            is_wide=True,
        ),
        Tile(
            name="bought",
            title="What you have",
            template="orders/_bought.html",
            context=tiles.bought,
            order=60,
        ),
    ],
    statuses=[tiles.status],
    panels_360=[
        Panel(title="Orders", template="orders/desk/_panel.html", context=tiles.panel, order=20)
    ],
    desk_pages={"order": lambda user, id: url_for("orders.show", number=Order.number_of(id))},
)
