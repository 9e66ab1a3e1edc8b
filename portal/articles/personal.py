"""What readers' answers about articles hold about a person."""

from sqlalchemy import String, cast

from portal.articles.models import ArticleFeedback
from portal.articles.visitors import key_of_user
from portal.personal import PersonalTable, fact, said, secret
from portal.web.languages import lazy

TABLES = (
    PersonalTable(
        model=ArticleFeedback,
        title=lazy("What you said about articles"),
        why=lazy("To write better ones"),
        about=lambda subject: ArticleFeedback.visitor_key.in_(
            [key_of_user(user_id) for user_id in subject.user_ids]
        ),
        columns={
            "at": fact(lazy("When")),
            "is_helpful": fact(lazy("It helped")),
            "words": said(lazy("Words")),
            "visitor_key": secret(lambda subject: "erased-" + cast(ArticleFeedback.id, String)),
        },
    ),
)
