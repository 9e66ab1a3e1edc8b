"""Mails about somebody's copy of their data and about erasing it."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import session
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.privacy.models import DataCopy, Erasure
from portal.web.languages import lazy
from portal.web.links import absolute


def copy_ready(copy: DataCopy) -> Mail:
    """Says where it is, and has nothing of it inside."""
    user = copy.user
    return Mail(
        to_address=user.email,
        to_name=user.name,
        customer=user.customer,
        purpose=Purpose.SERVICE,
        reference=f"copy_ready:{copy.id}",
        subject=lazy("Your data is ready to download"),
        template="privacy/mail/copy_ready",
        context={"url": absolute("privacy.index", _anchor="take"), "until": copy.expires_at},
    )


def erasure_asked(wish: Erasure) -> list[Mail]:
    return _to_all("erasure_asked", lazy("Your data will be erased"), wish)


def erasure_cancelled(wish: Erasure) -> list[Mail]:
    return _to_all("erasure_cancelled", lazy("Your data stays"), wish)


def _to_all(what: str, subject: str, wish: Erasure) -> list[Mail]:
    return [
        Mail(
            to_address=address,
            to_name=wish.user.name,
            customer=wish.customer,
            purpose=Purpose.SERVICE,
            reference=f"{what}:{wish.id}:{number}",
            subject=subject,
            template=f"privacy/mail/{what}",
            context={"url": absolute("privacy.ask_erase"), "due_at": wish.due_at},
        )
        for number, address in enumerate(_addresses_of(wish.user))
    ]


def _addresses_of(user: User) -> Sequence[str]:
    """All confirmed addresses of theirs: whoever took over one of them cannot do this unseen."""
    points = session.scalars(
        select(ContactPoint.address)
        .where(ContactPoint.user_id == user.id, ContactPoint.verified_at.is_not(None))
        .order_by(ContactPoint.id)
    ).all()
    return points or [user.email]
