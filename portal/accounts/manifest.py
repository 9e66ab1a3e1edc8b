"""What this domain offers to the rest of the house."""

from portal.access import Role
from portal.accounts import desk, jobs, joining, models, people, policy, profile, second_step
from portal.accounts.routes import bp
from portal.manifest import Domain, NavItem

ACCOUNTS = Domain(
    name="accounts",
    blueprints=[bp],
    policy=policy,
    modules=[models, jobs, desk, joining, people, profile, second_step],
    nav=[
        NavItem(
            endpoint="accounts.people",
            text="People",
            icon="users",
            order=80,
            shown_to=lambda user: policy.may_invite_colleague(user, user.customer),
        ),
        NavItem(
            endpoint="accounts.staff",
            text="Staff",
            icon="users",
            side="desk",
            order=90,
            shown_to=lambda user: user.role in (Role.ADMIN, Role.LEAD),
        ),
    ],
)
