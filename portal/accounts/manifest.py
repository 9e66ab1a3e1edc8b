"""What this domain offers to the rest of the house."""

from portal.access import Role
from portal.accounts import (
    address_pages,
    desk,
    facts,
    jobs,
    joining,
    models,
    passkey_pages,
    people,
    personal,
    policy,
    profile,
    second_step,
)
from portal.accounts.routes import bp
from portal.manifest import Domain, NavItem
from portal.web.languages import lazy

ACCOUNTS = Domain(
    name="accounts",
    blueprints=[bp],
    policy=policy,
    personal_data=personal.TABLES,
    known_facts=[facts.known],
    modules=[
        models,
        jobs,
        desk,
        joining,
        people,
        profile,
        address_pages,
        passkey_pages,
        second_step,
    ],
    nav=[
        NavItem(
            endpoint="accounts.people",
            text=lazy("People"),
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
