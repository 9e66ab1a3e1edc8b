"""A mail as a value: what some domain wants said, to whom and why. Making one sends nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.access import Actor
from portal.customers.models import Customer
from portal.messages.models import Purpose


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one address. `portal.messages.ledger.post` puts it into the ledger."""

    to_address: str
    to_name: str
    customer: Customer | None
    purpose: Purpose
    reference: str
    """What makes it the same mail when its cause runs twice, like "ticket-solved:2841:1"."""
    subject: Any
    """The text, or a lazy one: it is said in the reader's language."""
    template: str
    """"tickets/mail/answered" means templates/tickets/mail/answered.txt and .html."""
    context: dict[str, Any] = field(default_factory=dict)
    thread: str | None = None
    """What an answer to it belongs to, like "ticket:2841"; without it an answer starts anew."""
    from_name: str = ""
    """Who speaks: "Ines" is shown as "Ines at Marlow Cycles"; without it the company speaks."""
    on_behalf_of: Actor | None = None
    """The person whose own words it carries; without it the mail is marked as automatic."""
    due_at: datetime | None = None
    expires_at: datetime | None = None
    consent_purpose: str | None = None
    """Which choice of its reader's it stands on; None for what they wait for."""
    token: str | None = None
    """Its mark, for who says links of its own in it; see models.new_token."""
