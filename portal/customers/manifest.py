"""What this domain offers to the rest of the house."""

from portal.customers import models
from portal.manifest import Domain

CUSTOMERS = Domain(name="customers", modules=[models])
