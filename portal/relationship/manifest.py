"""What this domain offers to the rest of the house."""

from portal.manifest import DeskLink, Domain, Panel
from portal.relationship import customer_page, desk, models, personal, policy

RELATIONSHIP = Domain(
    name="relationship",
    blueprints=[desk.bp],
    policy=policy,
    modules=[models, customer_page],
    personal_data=personal.TABLES,
    panels_360=[
        Panel(
            title="Relationship",
            template="relationship/desk/_customer.html",
            context=customer_page.panel,
            order=12,
        )
    ],
    desk_links=[
        DeskLink(
            title="Relationship levels",
            sentence="What we owe each customer, and which mails are allowed and forbidden.",
            endpoint="relationship.index",
            group="Promises",
            icon="star",
            order=30,
        )
    ],
)
