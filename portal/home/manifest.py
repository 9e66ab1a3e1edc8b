"""What this domain offers to the rest of the house."""

from portal.home.routes import bp
from portal.manifest import Domain, NavItem

HOME = Domain(
    name="home",
    blueprints=[bp],
    nav=[NavItem(endpoint="home.index", text="Home", icon="house", order=10)],
)
