"""What this domain offers to the rest of the house."""

from portal.manifest import Domain, Tile
from portal.preferences import cookies, facts, jobs, models, personal, tiles
from portal.preferences.routes import bp
from portal.web.languages import lazy

PREFERENCES = Domain(
    name="preferences",
    blueprints=[bp],
    modules=[models, jobs, cookies],
    personal_data=personal.TABLES,
    known_facts=[facts.known],
    home_tiles=[
        Tile(
            name="news",
            title=lazy("News for you"),
            template="preferences/_news.html",
            context=tiles.news,
            order=50,
        )
    ],
)
