"""What this domain offers to the rest of the house."""

from portal.access import DESK
from portal.manifest import Domain, NavItem
from portal.production import batches, desk, desk_importing, desk_order, models, personal

PRODUCTION = Domain(
    name="production",
    blueprints=[desk.bp],
    modules=[models, desk_order, desk_importing, batches],
    personal_data=personal.TABLES,
    nav=[
        NavItem(
            endpoint="production.board",
            text="Production",
            icon="wrench",
            side="desk",
            order=30,
            shown_to=lambda user: user.role in DESK,
        )
    ],
)
