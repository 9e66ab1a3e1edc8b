"""What the screen calls topics and states. Pure."""

from portal.articles.models import Topic, VersionState

TOPICS = {
    Topic.CHOOSING: "Choosing and fitting",
    Topic.ORDERS: "Orders, delivery and invoices",
    Topic.CARE: "Use and care",
    Topic.TROUBLE: "When something is wrong",
    Topic.RETURNS: "Returns and warranty",
    Topic.ACCOUNT: "Your account",
}
STATES = {
    VersionState.DRAFT: ("Draft", "warn", "pencil"),
    VersionState.PUBLISHED: ("Published", "good", "check"),
    VersionState.RETIRED: ("Retired", "", "archive"),
}
"""Word, tone and icon."""
