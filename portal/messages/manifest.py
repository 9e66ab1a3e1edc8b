"""What this domain offers to the rest of the house."""

from portal.manifest import Domain, NavItem
from portal.messages import desk, jobs, models, personal, policy, queries

MESSAGES = Domain(
    name="messages",
    blueprints=[desk.bp],
    policy=policy,
    modules=[models, jobs],
    nav=[
        NavItem(
            endpoint="messages.index",
            text="Mail",
            icon="mail",
            side="desk",
            order=60,
            shown_to=policy.may_read,
            badge=queries.undecided,
        )
    ],
    health={"mail": queries.health},
    personal_data=personal.TABLES,
    stops=personal.stop,
)
