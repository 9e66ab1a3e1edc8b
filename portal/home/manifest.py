"""What this domain offers to the rest of the house."""

from portal.home import arrange_routes, desk, models, personal, policy, reactions
from portal.home.routes import bp
from portal.manifest import Domain, NavItem
from portal.web.languages import lazy

HOME = Domain(
    name="home",
    blueprints=[bp],
    policy=policy,
    modules=[models, arrange_routes, desk, reactions],
    personal_data=personal.TABLES,
    nav=[
        NavItem(endpoint="home.index", text=lazy("Home"), icon="house", order=10),
        NavItem(
            endpoint="home.layouts",
            text="Layouts",
            icon="layout-dashboard",
            side="desk",
            order=70,
            shown_to=policy.may_lay_out,
        ),
    ],
)
