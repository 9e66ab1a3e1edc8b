"""What this domain offers to the rest of the house."""

from portal.history import models, personal, policy
from portal.manifest import Domain

HISTORY = Domain(name="history", policy=policy, modules=[models], personal_data=personal.TABLES)
