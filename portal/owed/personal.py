"""What the check-ins that we owe hold about a person."""

from sqlalchemy import false

from portal.owed.models import OwedCheckIn
from portal.personal import PersonalTable, fact, inner, link, said
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=OwedCheckIn,
        title=lazy("Check-ins that we owe you, and what you said"),
        why=lazy("To ask you in time how your product does, and to act on it"),
        about=lambda subject: (
            OwedCheckIn.customer_id == subject.customer_id if subject.is_whole else false()
        ),
        columns={
            "customer_id": link(),
            "order_id": fact(lazy("Order")),
            "due_on": fact(lazy("Due")),
            "state": fact(lazy("State")),
            "how": fact(lazy("How we asked")),
            "answer": fact(lazy("Answer")),
            "said": said(lazy("Your words")),
            "name": inner("which of our check-ins it is"),
            "line": inner("the key of its product line"),
            "level": inner("the level it is owed by"),
            "why": inner("where the level comes from", ""),
            "by_hand_why": inner("why no mail asks", None),
            "ended_why": inner("why it is no longer owed", None),
            "owner_id": link(),
            "ended_by_id": link(),
            "call_id": link(),
            "ticket_id": link(),
            "mail_id": link(),
        },
    ),
)
