"""Questions about the contact history."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, tuple_

from portal.customers.models import Customer
from portal.history.models import Entry
from portal.history.policy import visible_to

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """A customer's history, latest first, from before an entry on. `kinds` narrows it to these."""

    reader: Any
    customer: Customer
    kinds: Collection[str] | None = None
    before: Entry | None = None

    def select(self) -> Select[tuple[Entry]]:
        """Up to PAGE + 1 entries: the one too many says that there are older ones."""
        query = (
            select(Entry)
            .where(visible_to(self.reader), Entry.customer_id == self.customer.id)
            .order_by(Entry.at.desc(), Entry.id.desc())
            .limit(PAGE + 1)
        )
        if self.kinds is not None:
            query = query.where(Entry.kind.in_(self.kinds))
        if self.before:
            query = query.where(tuple_(Entry.at, Entry.id) < (self.before.at, self.before.id))
        return query


def entry_of(reader: Any, customer: Customer, entry_id: int) -> Select[tuple[Entry]]:
    return select(Entry).where(
        visible_to(reader), Entry.customer_id == customer.id, Entry.id == entry_id
    )
