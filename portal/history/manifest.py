"""What this domain offers to the rest of the house."""

from portal.history import models
from portal.manifest import Domain

HISTORY = Domain(name="history", modules=[models])
