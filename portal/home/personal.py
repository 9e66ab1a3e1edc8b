"""What the arranged page holds about a person."""

from portal.home.models import ArrangeStep, OwnPage
from portal.personal import PersonalTable, fact, link, said
from portal.web.languages import lazy

WHY = lazy("To show you your page as you arranged it")

TABLES = (
    PersonalTable(
        model=ArrangeStep,
        title=lazy("Steps of arranging your page"),
        why=WHY,
        about=lambda subject: ArrangeStep.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "before": said(lazy("Before")),
            "at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=OwnPage,
        title=lazy("How you arranged your page"),
        why=WHY,
        about=lambda subject: OwnPage.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={"user_id": link(), "choices": said(lazy("Choices"))},
    ),
)
