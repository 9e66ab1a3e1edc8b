"""What this domain offers to the rest of the house."""

from portal.customer_360 import beside
from portal.customer_360.desk import bp
from portal.manifest import Domain, NavItem, Panel

CUSTOMER_360 = Domain(
    name="customer_360",
    blueprints=[bp],
    panels_ticket=[
        Panel(
            title="Customer",
            template="customer_360/_beside.html",
            context=beside.customer,
            order=10,
        )
    ],
    nav=[
        NavItem(
            endpoint="customer_360.search", text="Customers", icon="users", side="desk", order=20
        )
    ],
)
