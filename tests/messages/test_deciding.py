"""What staff decide about mails that were put aside."""

from portal.messages import deciding
from portal.messages.models import (
    InboundState,
)
from portal.messages.receiving import Outcome, receive
from portal.tickets.models import Ticket
from tests.messages.arrivals import count, inbound, mail


def test_staff_file_what_was_put_aside(app, lea):
    receive(mail(Authentication_Results="mx.portal.example.com; dmarc=fail"))

    receipt = deciding.release(inbound(), by=lea)

    assert (receipt.outcome, count(Ticket)) == (Outcome.CONCERN, 1)
    assert inbound().reason == "Released by Lea Moreau."
    assert inbound().state is InboundState.ROUTED
    assert deciding.release(inbound(), by=lea).reference == receipt.reference
    assert count(Ticket) == 1


def test_staff_ignore_what_was_put_aside(app, lea):
    receive(mail(Authentication_Results="mx.portal.example.com; dmarc=fail"))

    deciding.ignore(inbound(), by=lea)
    deciding.ignore(inbound(), by=lea)

    assert inbound().state is InboundState.IGNORED
    assert inbound().reason.startswith("Ignored by Lea Moreau. The sender's own domain")
