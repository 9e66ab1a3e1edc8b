"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.sharing import jobs, models, personal
from portal.sharing.routes import bp

SHARING = Domain(
    name="sharing", blueprints=[bp], modules=[models, jobs], personal_data=personal.TABLES
)
