"""Questions about choices and their receipts."""

from typing import Any

from sqlalchemy import Select, select

from portal.consent.models import ConsentEvent
from portal.consent.policy import visible_to
from portal.customers.models import ContactPoint

PAGE = 50


def addresses_of(user: Any) -> Select[tuple[ContactPoint]]:
    """The confirmed addresses that this person reads themselves, the first one first."""
    return (
        select(ContactPoint)
        .where(
            ContactPoint.user_id == user.id,
            ContactPoint.customer_id == user.customer_id,
            ContactPoint.verified_at.is_not(None),
        )
        .order_by(ContactPoint.address_key != user.email_key, ContactPoint.id)
    )


def receipts_of(user: Any, *, before: int = 0) -> Select[tuple[ConsentEvent]]:
    """Their receipts, newest first, up to PAGE + 1 from before an id on."""
    query = (
        select(ConsentEvent)
        .where(visible_to(user))
        .order_by(ConsentEvent.id.desc())
        .limit(PAGE + 1)
    )
    return query.where(ConsentEvent.id < before) if before else query


def receipt_for(user: Any, receipt_id: int) -> Select[tuple[ConsentEvent]]:
    return select(ConsentEvent).where(visible_to(user), ConsentEvent.id == receipt_id)
