"""What this domain offers to the rest of the house."""

from portal.manifest import Domain

HOME = Domain(name="home")
