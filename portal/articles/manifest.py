"""What this domain offers to the rest of the house."""

from portal.articles import (
    desk,
    desk_writing,
    helping_routes,
    jobs,
    models,
    personal,
    policy,
    tiles,
)
from portal.articles.routes import bp
from portal.manifest import Domain, NavItem, Tile
from portal.web.languages import lazy

ARTICLES = Domain(
    name="articles",
    blueprints=[bp],
    policy=policy,
    home_tiles=[
        Tile(
            name="articles",
            title=lazy("Useful articles"),
            template="articles/_useful.html",
            context=tiles.useful,
            order=65,
        )
    ],
    personal_data=personal.TABLES,
    modules=[models, jobs, helping_routes, desk, desk_writing],
    nav=[
        NavItem(endpoint="articles.index", text=lazy("Help"), icon="circle-help", order=60),
        NavItem(
            endpoint="articles.desk_index", text="Articles", icon="file-text", side="desk", order=60
        ),
    ],
)
