"""What the desk's learning holds about a person: words of their concerns, given as reasons."""

from sqlalchemy import false

from portal.learning.models import Confirmed, Proposal, SimilarTicket, ToRead, Unread
from portal.personal import PersonalTable, inner, link
from portal.tickets.personal import at_theirs
from portal.web.languages import lazy

TITLE = lazy("How the desk sorts your concerns")
WHY = lazy("To bring them to whoever can answer them, and to answer alike what is alike")

TABLES = tuple(
    PersonalTable(
        model=model,
        title=TITLE,
        why=WHY,
        about=at_theirs(model.ticket_id),
        shown=lambda subject: false(),
        rows_go=rows_go,
        columns={"ticket_id": link(), **columns},
    )
    for model, rows_go, columns in (
        (
            Proposal,
            False,
            {
                "because": inner("words of the concern that were reasons", {}),
                "decided_by_id": link(),
                "truth": inner("what it is about, in one word"),
                "value": inner("what it seemed to be about, in one word"),
                "was": inner("what it was before"),
                "model_version": inner("which model said so"),
            },
        ),
        (Confirmed, False, {"by_id": link(), "value": inner("what it is about, in one word")}),
        (SimilarTicket, True, {}),
        (ToRead, True, {}),
        (Unread, False, {}),
    )
)
