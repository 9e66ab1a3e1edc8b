"""What this domain offers to the rest of the house."""

from portal.building import build_routes, models, personal, policy, saving, tiles
from portal.building.routes import bp
from portal.manifest import Domain, NavItem, Tile
from portal.web.languages import lazy

BUILDING = Domain(
    name="building",
    blueprints=[bp],
    policy=policy,
    modules=[models, build_routes, saving],
    nav=[NavItem(endpoint="building.index", text=lazy("Build yours"), icon="wrench", order=35)],
    home_tiles=[
        Tile(
            name="builds",
            title=lazy("Your saved builds"),
            template="building/_tile.html",
            context=tiles.saved,
            order=50,
        )
    ],
    personal_data=personal.TABLES,
)
