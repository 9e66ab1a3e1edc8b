"""What preferences and notices hold about a person."""

from portal.personal import PersonalTable, fact, inner, link, said
from portal.preferences.models import Notice, NoticeChoice, Preferences
from portal.web.languages import lazy

WHY = lazy("To tell you things when and where you want to hear them")

TABLES = (
    PersonalTable(
        model=Notice,
        title=lazy("News for you"),
        why=WHY,
        about=lambda subject: Notice.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "kind": fact(lazy("Kind")),
            "text": said(lazy("Words")),
            "path": inner("where it leads"),
            "about": inner("what it is about, like ticket:7"),
            "created_at": fact(lazy("When")),
            "read_at": fact(lazy("Read")),
        },
    ),
    PersonalTable(
        model=NoticeChoice,
        title=lazy("What you want to hear of"),
        why=WHY,
        about=lambda subject: NoticeChoice.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "kind": fact(lazy("Kind")),
            "how": fact(lazy("How")),
        },
    ),
    PersonalTable(
        model=Preferences,
        title=lazy("Your preferences"),
        why=WHY,
        about=lambda subject: Preferences.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "first": fact(lazy("Where you hear of things first")),
            "quiet_from": fact(lazy("Quiet from, in minutes after midnight")),
            "quiet_until": fact(lazy("Quiet until, in minutes after midnight")),
        },
    ),
)
