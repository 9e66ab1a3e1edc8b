"""Every mail we sent somebody: the list, and one with its exact words and why it was sent."""

from flask import url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to
from portal.consent.queries import addresses_of
from portal.customers.models import ContactPoint
from portal.database import session
from portal.messages.secret_links import without_secrets
from portal.privacy import sent
from portal.privacy.routes import before, bp
from portal.web.rendering import render


@bp.get("/messages")
@open_to(CUSTOMERS)
def messages() -> ResponseReturnValue:
    found = session.scalars(sent.messages_to(me(), _own(), before=before())).all()
    page = found[: sent.PAGE]
    return render(
        "privacy/messages.html",
        messages=page,
        state_of=sent.state_of,
        first_url=url_for(".messages") if before() else "",
        older_url=url_for(".messages", before=page[-1].id) if len(found) > len(page) else "",
    )


@bp.get("/messages/<int(max=2147483647):message_id>")
@open_to(CUSTOMERS)
def message(message_id: int) -> ResponseReturnValue:
    """The words as they were sent. A secret in a link of ours is never shown again."""
    found = get_or_404(sent.message_to(me(), _own(), message_id))
    cause, purpose = sent.why(found)
    return render(
        "privacy/message.html",
        message=found,
        text=without_secrets(found.text),
        state=sent.state_of(found),
        cause=cause,
        purpose=purpose,
        concern=sent.concern_of(me(), found),
    )


def _own() -> list[ContactPoint]:
    return list(session.scalars(addresses_of(me())))
