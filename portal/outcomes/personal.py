"""What the report keeps about a person."""

from sqlalchemy import ColumnElement, false

from portal.outcomes.models import ListMember
from portal.personal import PersonalTable, Subject, link
from portal.web.languages import lazy


def _listed(subject: Subject) -> ColumnElement[bool]:
    return ListMember.customer_id == subject.customer_id if subject.is_whole else false()


TABLES = (
    PersonalTable(
        model=ListMember,
        title=lazy("Lists of customers that you are on"),
        why=lazy("To write to people whom something concerns, if they agreed to mails like it"),
        about=_listed,
        columns={"list_id": link(), "customer_id": link()},
        rows_go=True,
    ),
)
