"""What this domain offers to the rest of the house."""

from portal.customers import models, policy
from portal.manifest import Domain

CUSTOMERS = Domain(name="customers", policy=policy, modules=[models])
