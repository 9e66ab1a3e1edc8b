"""What whoever asked writes down."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from portal.owed.ending import GOOD, WRONG
from portal.owed.models import How
from portal.tickets.forms import LONGEST_WORDS
from portal.web.forms import PortalForm, one_line

NOT_REACHED = "not_reached"
HOW = {
    How.PHONE.value: "On the telephone",
    How.LETTER.value: "By letter",
    How.IN_PERSON.value: "In person",
}


class AskedForm(PortalForm):
    how = RadioField("How did you ask?", choices=HOW, default=How.PHONE.value)
    answer = RadioField(
        "What did they say?",
        [DataRequired("Choose what they said")],
        choices={
            GOOD: "All good",
            WRONG: "Something is wrong: open a concern",
            NOT_REACHED: "Nobody reached: it stays owed",
        },
    )
    said = TextAreaField(
        "In their words",
        [Optional(), Length(max=LONGEST_WORDS, message="Keep it shorter")],
        description="If something is wrong, they read it as their concern.",
        render_kw={"rows": 4},
    )

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        if is_valid and self.answer.data != NOT_REACHED and not self.said.data:
            self.said.errors = [*self.said.errors, "Write down what they said"]
            return False
        return is_valid


class OwnerForm(PortalForm):
    owner = SelectField("Who asks?", coerce=str)

    def offer(self, staff: Sequence[Any]) -> None:
        self.owner.choices = {"": "Nobody yet"} | {str(each.id): each.name for each in staff}


class WaiveForm(PortalForm):
    reason = StringField(
        "Why is it no longer owed?",
        [DataRequired("Say why"), Length(max=200), one_line],
        description="As when they do not want to be asked.",
    )
