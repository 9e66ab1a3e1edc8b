"""What this domain offers to the rest of the house."""

from portal.manifest import Domain

CUSTOMER_360 = Domain(name="customer_360")
