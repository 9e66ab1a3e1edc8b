"""What somebody fills in about how it was, and how leads have the desk ask."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.satisfaction.scores import EASE, SCORES
from portal.web.forms import PortalForm
from portal.web.languages import lazy

LONGEST_COMMENT = 4000
FACES = {5: "laugh", 4: "smile", 3: "meh", 2: "annoyed", 1: "frown"}


class AnswerForm(PortalForm):
    score = RadioField(
        lazy("How did we do?"),
        [InputRequired(lazy("Choose how we did"))],
        choices={str(score): words for score, words in SCORES.items()},
    )
    was_solved = RadioField(
        lazy("Is it solved?"),
        [Optional()],
        choices={"yes": lazy("Yes"), "no": lazy("No")},
    )
    ease = RadioField(
        lazy("How easy was it for you?"),
        [Optional()],
        choices={str(ease): words for ease, words in EASE.items()},
    )
    comment = TextAreaField(
        lazy("What should we know?"),
        [Optional(), Length(max=LONGEST_COMMENT, message=lazy("Keep it to 4 000 characters"))],
        render_kw={"rows": 4},
    )
    after = HiddenField(default="0")

    @property
    def said(self) -> dict[str, Any]:
        """The answer as its verb takes it."""
        return {
            "score": int(self.score.data),
            "was_solved": {"yes": True, "no": False}.get(self.was_solved.data or ""),
            "ease": int(self.ease.data) if self.ease.data else None,
            "comment": self.comment.data or "",
            "after": int(self.after.data) if _is_number(self.after.data) else 0,
        }


class RuleForm(PortalForm):
    share = IntegerField(
        "Ask about so many of a hundred",
        [InputRequired("Give a number"), NumberRange(0, 100, "Give a number from 0 to 100")],
        description="Drawn by the concern's number; nobody chooses whom",
    )
    after_hours = IntegerField(
        "Hours after solving",
        [InputRequired("Give a number"), NumberRange(0, 336, "Give a number from 0 to 336")],
    )
    rest_days = IntegerField(
        "Days until the same person is asked again",
        [InputRequired("Give a number"), NumberRange(0, 730, "Give a number from 0 to 730")],
    )
    only_with_yes = BooleanField(
        "Ask only who said yes to surveys",
        description="In some countries, like Germany, asking by mail is advertising",
    )


def _is_number(text: str | None) -> bool:
    return bool(text) and text.isascii() and text.isdigit() and len(text) <= 6
