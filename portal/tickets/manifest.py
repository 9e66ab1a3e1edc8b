"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.tickets import models

TICKETS = Domain(name="tickets", modules=[models])
