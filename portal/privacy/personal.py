"""What requests about one's data hold about a person."""

from sqlalchemy import false

from portal.personal import PersonalTable, fact, inner, link
from portal.privacy.models import DataCopy, Erasure
from portal.web.languages import lazy

WHY = lazy("To do what you asked, and to prove that we did")

TABLES = (
    PersonalTable(
        model=DataCopy,
        title=lazy("Copies of your data"),
        why=WHY,
        about=lambda subject: DataCopy.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "asked_at": fact(lazy("Asked")),
            "ready_at": fact(lazy("Ready")),
            "attempt": inner("which worker makes it"),
            "sha256": inner("which file it is"),
        },
    ),
    PersonalTable(
        model=Erasure,
        title=lazy("Your wishes to be erased"),
        why=WHY,
        about=lambda subject: false(),
        shown=lambda subject: Erasure.user_id.in_(subject.user_ids),
        columns={
            "customer_id": link(),
            "user_id": link(),
            "asked_at": fact(lazy("Asked")),
            "due_at": fact(lazy("Due")),
            "cancelled_at": fact(lazy("Taken back")),
            "progress": inner("how far the run is, by row numbers"),
            "counts": inner("how many rows of which table"),
            "kept": inner("what had to stay, without naming anybody"),
        },
    ),
)
