"""What this domain offers to the rest of the house."""

from portal.departments import models
from portal.manifest import Domain

DEPARTMENTS = Domain(name="departments", modules=[models])
