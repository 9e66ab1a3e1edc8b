"""The mails that verbs posted, as the ledger holds them."""

import re

import sqlalchemy as sa

from portal.database import session
from portal.messages.models import Message

ADDRESS = re.compile(r"https?://[^\s<>\"]+")


class Mailbox:
    """Everybody's mail, oldest first. Nothing is sent: this is what the ledger holds."""

    def __iter__(self):
        return iter(session.scalars(sa.select(Message).order_by(Message.id)).all())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def to(self, address: str) -> list[Message]:
        return [each for each in self if each.to_address == address]

    def links(self, address: str) -> list[str]:
        """The links in the last mail to this address, in their order."""
        mails = self.to(address)
        assert mails, f"no mail to {address}; there are mails to {[e.to_address for e in self]}"
        return ADDRESS.findall(mails[-1].text)
