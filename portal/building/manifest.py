"""What this domain offers to the rest of the house."""

from portal.building import (
    build_routes,
    count_models,
    desk,
    desk_groups,
    desk_options,
    desk_rules,
    desk_terms,
    desk_texts,
    edit_models,
    gathering,
    jobs,
    models,
    personal,
    policy,
    saving,
    tiles,
)
from portal.building.routes import bp
from portal.manifest import Domain, NavItem, Tile
from portal.web.languages import lazy

BUILDING = Domain(
    name="building",
    blueprints=[bp, desk.bp],
    policy=policy,
    modules=[
        models,
        edit_models,
        count_models,
        gathering,
        build_routes,
        saving,
        desk_groups,
        desk_options,
        desk_rules,
        desk_terms,
        desk_texts,
        jobs,
    ],
    nav=[
        NavItem(endpoint="building.index", text=lazy("Build yours"), icon="wrench", order=35),
        NavItem(
            endpoint="models.index",
            text="Models",
            icon="layers",
            side="desk",
            order=45,
            shown_to=policy.may_edit_models,
        ),
    ],
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
