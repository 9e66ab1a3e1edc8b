"""What this domain offers to the rest of the house."""

from portal.customer_360.desk import bp
from portal.manifest import Domain, NavItem

CUSTOMER_360 = Domain(
    name="customer_360",
    blueprints=[bp],
    nav=[
        NavItem(
            endpoint="customer_360.search", text="Customers", icon="users", side="desk", order=20
        )
    ],
)
