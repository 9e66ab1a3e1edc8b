"""What this domain offers to the rest of the house."""

from portal.manifest import Domain
from portal.outcomes import desk, jobs, list_pages, mail_document, models, personal, policy

OUTCOMES = Domain(
    name="outcomes",
    blueprints=[desk.bp, list_pages.bp, mail_document.bp],
    policy=policy,
    modules=[models, jobs],
    personal_data=personal.TABLES,
)
