"""What this domain offers to the rest of the house."""

from portal.demo.routes import bp
from portal.manifest import Domain

DEMO = Domain(name="demo", blueprints=[bp])
