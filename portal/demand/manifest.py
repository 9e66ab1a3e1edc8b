"""What this domain offers to the rest of the house."""

from portal.access import Role
from portal.demand import desk, policy
from portal.manifest import DeskLink, Domain, NavItem

DEMAND = Domain(
    name="demand",
    blueprints=[desk.bp],
    policy=policy,
    nav=[
        NavItem(
            endpoint="demand.index",
            text="Demand",
            icon="chart-column",
            side="desk",
            order=45,
            shown_to=lambda user: user.role in {Role.MODELLER, Role.MARKETER},
        )
    ],
    desk_links=[
        DeskLink(
            title="What customers choose",
            sentence="Of each model: options chosen and refused, where people stop, what sells",
            endpoint="demand.index",
            group="The team",
            icon="chart-column",
            shown_to=lambda user: user.role in policy.READERS,
            order=60,
        )
    ],
)
