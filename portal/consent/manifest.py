"""What this domain offers to the rest of the house."""

from portal.consent import models, personal, policy, tiles
from portal.manifest import Domain, Tile
from portal.web.languages import lazy

CONSENT = Domain(
    name="consent",
    policy=policy,
    modules=[models],
    personal_data=personal.TABLES,
    home_tiles=[
        Tile(
            name="what-we-may-send-you",
            title=lazy("What we may send you"),
            template="consent/_tile.html",
            context=tiles.what_we_may_send,
            order=70,
        )
    ],
)
