"""What promises hold about a person."""

from sqlalchemy import and_, false

from portal.personal import PersonalTable, fact, inner, link, said
from portal.promises.models import CustomerLevel, HandPromise, PromiseState
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=HandPromise,
        title=lazy("What we promised you"),
        why=lazy("To do it, in time"),
        about=lambda subject: (
            HandPromise.customer_id == subject.customer_id if subject.is_whole else false()
        ),
        shown=lambda subject: (
            and_(
                HandPromise.customer_id == subject.customer_id,
                HandPromise.state != PromiseState.WITHDRAWN,
            )
            if subject.is_whole
            else false()
        ),
        rows_go=True,
        columns={
            "customer_id": link(),
            "about": inner("the concern it was made in"),
            "what": said(lazy("Words")),
            "by_when": fact(lazy("Promised by")),
            "made_at": fact(lazy("When")),
            "state": fact(lazy("State")),
            "settled_at": fact(lazy("Done")),
            "owner_id": link(),
            "made_by_id": link(),
            "once": inner("the key of the form", None),
        },
    ),
    PersonalTable(
        model=CustomerLevel,
        title=lazy("How we look after you"),
        why=lazy("To know how soon we promise you an answer"),
        about=lambda subject: (
            CustomerLevel.customer_id == subject.customer_id if subject.is_whole else false()
        ),
        rows_go=True,
        columns={
            "customer_id": link(),
            "level": fact(lazy("Level")),
            "reason": inner("why staff decided on it", None),
        },
    ),
)
