"""What the shop floor's files hold about a person: who of us brought them."""

from portal.personal import PersonalTable, inner, link
from portal.production.models import FloorImport
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=FloorImport,
        title=lazy("Files of the shop floor you brought in"),
        why=lazy("To know who brought in what"),
        about=lambda subject: FloorImport.by_id.in_(subject.user_ids),
        shown=lambda subject: FloorImport.by_id.in_(subject.user_ids),
        columns={
            "by_id": link(),
            "sha256": inner("the mark of the file"),
            "source": inner("rows of orders, gone with the last of them"),
            "lines": inner("rows that were wrong"),
        },
    ),
)
