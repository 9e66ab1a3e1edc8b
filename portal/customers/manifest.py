"""What this domain offers to the rest of the house."""

from portal.customers import facts, models, personal, policy, segments
from portal.manifest import Domain

CUSTOMERS = Domain(
    name="customers",
    policy=policy,
    segments=segments.SEGMENTS,
    modules=[models],
    personal_data=personal.TABLES,
    known_facts=[facts.known],
)
