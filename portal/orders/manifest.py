"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.orders import models

ORDERS = Domain(name="orders", modules=[models])
