"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.promises import models, personal

PROMISES = Domain(name="promises", modules=[models], personal_data=personal.TABLES)
