"""What this domain offers to the rest of the house."""

from portal.accounts import models
from portal.manifest import Domain

ACCOUNTS = Domain(name="accounts", modules=[models])
