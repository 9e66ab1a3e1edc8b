"""What shared links hold about a person."""

from portal.personal import PersonalTable, fact, inner, link, secret
from portal.sharing.models import SharedLink
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=SharedLink,
        title=lazy("Links you made to show something"),
        why=lazy("So that you can end them at any time"),
        about=lambda subject: (
            SharedLink.customer_id == subject.customer_id
            if subject.is_whole
            else SharedLink.made_by_id.in_(subject.user_ids)
        ),
        rows_go=True,
        columns={
            "customer_id": link(),
            "made_by_id": link(),
            "token_sha256": secret(),
            "about": inner("the one thing it shows, like ticket:7"),
            "made_at": fact(lazy("Made")),
            "expires_at": fact(lazy("Until")),
            "ended_at": fact(lazy("Ended")),
        },
    ),
)
