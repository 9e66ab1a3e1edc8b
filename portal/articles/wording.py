"""What the screen calls topics and states."""

from portal.articles.models import Topic, VersionState
from portal.web.languages import lazy

TOPICS = {
    Topic.CHOOSING: lazy("Choosing and fitting"),
    Topic.ORDERS: lazy("Orders, delivery and invoices"),
    Topic.CARE: lazy("Use and care"),
    Topic.TROUBLE: lazy("When something is wrong"),
    Topic.RETURNS: lazy("Returns and warranty"),
    Topic.ACCOUNT: lazy("Your account"),
}
STATES = {
    VersionState.DRAFT: ("Draft", "warn", "pencil"),
    VersionState.PUBLISHED: ("Published", "good", "check"),
    VersionState.RETIRED: ("Retired", "", "archive"),
}
"""Word, tone and icon."""
