"""What builds hold about a person."""

from sqlalchemy import or_

from portal.building.models import Build, new_code
from portal.personal import Each, PersonalTable, fact, link, said, secret
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=Build,
        title=lazy("Builds you saved"),
        why=lazy("To show them to you again, and to whom you gave the link"),
        about=lambda subject: (
            or_(Build.user_id.in_(subject.user_ids), Build.customer_id == subject.customer_id)
            if subject.is_whole
            else Build.user_id.in_(subject.user_ids)
        ),
        columns={
            "code": secret(Each(lambda subject, build: new_code())),
            "name": said(lazy("Name")),
            "choices": fact(lazy("Chosen")),
            "customer_id": link(None),
            "user_id": link(None),
            "price_minor": fact(lazy("Price in cents")),
            "currency": fact(lazy("Currency")),
            "days": fact(lazy("Working days")),
            "is_complete": fact(lazy("Complete")),
            "created_at": fact(lazy("Saved")),
            "changed_at": fact(lazy("Changed")),
        },
    ),
)
