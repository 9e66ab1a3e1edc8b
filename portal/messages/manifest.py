"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.messages import models

MESSAGES = Domain(name="messages", modules=[models])
