"""What this domain offers to the rest of the house."""

from portal.manifest import Domain, Tile
from portal.privacy import (
    choosing,
    jobs,
    mail_routes,
    models,
    personal,
    reactions,
    reminding,
    request_routes,
    tiles,
)
from portal.privacy.routes import bp
from portal.web.languages import lazy

PRIVACY = Domain(
    name="privacy",
    blueprints=[bp],
    modules=[choosing, jobs, mail_routes, models, reactions, request_routes],
    personal_data=personal.TABLES,
    turns=[reminding.will_be_erased],
    home_tiles=[
        Tile(
            name="my-data",
            title=lazy("Your data"),
            template="privacy/_tile.html",
            context=tiles.my_data,
            order=80,
        )
    ],
)
