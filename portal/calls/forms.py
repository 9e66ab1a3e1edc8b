"""What staff write down of a call."""

from collections.abc import Sequence

from sqlalchemy import Row
from wtforms import (
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.accounts.forms import an_address
from portal.calls.models import Direction
from portal.tickets.forms import KIND_CHOICES, LONGEST_WORDS
from portal.web.forms import OnceForm, one_line

NOTHING, NOTE, CONCERN = "nothing", "note", "concern"
NEW = "new"


class CallForm(OnceForm):
    """One form for all of it, so that a call is written down before the next one rings."""

    caller = StringField(
        "Who?",
        [
            DataRequired("Say who it was: a number, a name, a concern or an order"),
            Length(max=100, message="Keep it to 100 characters"),
            one_line,
        ],
        description="Telephone number, name, concern or order",
    )
    name = StringField(
        "Their name",
        [Optional(), Length(max=100, message="Keep it to 100 characters"), one_line],
    )
    number = StringField(
        "Their telephone number",
        [Optional(), Length(max=40, message="Keep it to 40 characters"), one_line],
    )
    direction = RadioField(
        "Who called?",
        choices={Direction.IN.value: "They called", Direction.OUT.value: "I called"},
        default=Direction.IN.value,
    )
    minutes = IntegerField(
        "Minutes",
        [Optional(), NumberRange(0, 600, "Give a number from 0 to 600")],
    )
    about = StringField(
        "About",
        [Optional(), Length(max=20, message="Give one number, like C-2841"), one_line],
        description="A concern or an order",
    )
    said = TextAreaField(
        "What was said",
        [Optional(), Length(max=LONGEST_WORDS, message="Keep it shorter")],
        description="Only staff read this",
        render_kw={"rows": 4},
    )
    promised = StringField(
        "What was promised",
        [Optional(), Length(max=200, message="Keep it to 200 characters"), one_line],
        description="The customer reads this",
    )
    promised_on = DateField("By when", [Optional()])
    owner = SelectField("Who does it", validate_choice=False)
    then = RadioField(
        "And then",
        choices={
            NOTHING: "Keep the call",
            NOTE: "Also as a note in the concern",
            CONCERN: "Open a concern",
        },
        default=NOTHING,
    )
    kind = SelectField("What is it?", choices=KIND_CHOICES)
    subject = StringField(
        "In a few words", [Optional(), Length(max=200, message="Keep it shorter"), one_line]
    )
    body = TextAreaField(
        "What they want from us",
        [Optional(), Length(max=LONGEST_WORDS, message="Keep it shorter")],
        description="They read this in their portal",
        render_kw={"rows": 3},
    )
    email = EmailField(
        "Their e-mail address",
        [Optional(), Length(max=250, message="Keep it to 250 characters"), one_line, an_address],
        description="Only when we have none",
    )

    def offer(self, staff: Sequence[Row[tuple[int, str]]], *, me_id: int) -> None:
        self.owner.choices = {str(user.id): user.name for user in staff}
        if self.owner.data not in self.owner.choices:
            self.owner.data = str(me_id)
