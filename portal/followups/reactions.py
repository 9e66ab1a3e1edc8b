"""What happens elsewhere and may speak against a mail that a worker has in its hands already: it is
taken back, and its gates are asked again before it is begun."""

from portal.accounts.events import AddressChanged, AddressRemoved, CustomersMerged
from portal.consent.events import ConsentCapped, ConsentPaused, ConsentWithdrawn
from portal.followups.events import CheckInAnswered
from portal.history.models import Entry
from portal.history.recording import on
from portal.messages.recalling import recall
from portal.orders.events import OrderPlaced
from portal.orders.production_events import OrderCancelled
from portal.tickets.events import TicketConfirmed, TicketRaised, TicketReopened


@on(ConsentWithdrawn)
@on(ConsentPaused)
@on(ConsentCapped)
@on(TicketRaised)
@on(TicketConfirmed)
@on(TicketReopened)
@on(OrderPlaced)
@on(OrderCancelled)
@on(CheckInAnswered)
@on(AddressChanged)
@on(AddressRemoved)
@on(CustomersMerged)
def ask_again(entry: Entry) -> None:
    recall(entry.customer_id)
