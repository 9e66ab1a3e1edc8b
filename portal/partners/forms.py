"""What staff fill in to ask a partner, and what a partner fills in to answer."""

from datetime import date, datetime, time, timedelta

from wtforms import SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields import DateField
from wtforms.validators import DataRequired, Length, Optional

from portal import clock
from portal.tickets.company import zone
from portal.tickets.forms import LONGEST_WORDS, TOO_LONG, WithFiles
from portal.web.forms import Checkboxes, OnceForm, one_line
from portal.web.languages import lazy

USUALLY = timedelta(days=3)
AT_THE_LATEST = timedelta(days=365)
CLOSES = time(17)


def first_day() -> date:
    """What is proposed as the day of the answer."""
    return (clock.now().astimezone(zone()) + USUALLY).date()


class WithDay(OnceForm):
    answer_by = DateField(
        "Answer by",
        [DataRequired("Choose the day by which they answer")],
        default=first_day,
        description="Their own clock: the customer's promise stays as it is",
    )

    def validate_answer_by(self, field: DateField) -> None:
        today = clock.now().astimezone(zone()).date()
        if not today <= field.data <= today + AT_THE_LATEST:
            raise ValidationError("Choose a day from today on, within a year")

    @property
    def due_at(self) -> datetime:
        """The end of that working day here; of today, never before now."""
        closes = datetime.combine(self.answer_by.data, CLOSES, tzinfo=zone())
        return max(closes, clock.now() + timedelta(hours=1))


class AskForm(WithDay):
    to = SelectField("Partner", coerce=str)
    subject = StringField(
        "What they read as the subject",
        [
            DataRequired("Give it a subject"),
            Length(max=200, message="Keep it to 200 characters"),
            one_line,
        ],
    )
    asked = TextAreaField(
        "What do you ask them?",
        [
            DataRequired("Write what they are to do or to say"),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        render_kw={"rows": 5},
    )
    facts = Checkboxes("About the order", [Optional()], coerce=str)
    words = Checkboxes(
        "The customer’s words",
        [Optional()],
        coerce=str,
        description="Names, addresses and telephone numbers are left out",
    )
    files = Checkboxes(
        "The customer’s files",
        [Optional()],
        coerce=str,
        description="As they are, under a new name",
    )


class WriteForm(WithDay):
    body = TextAreaField(
        "Write to them",
        [
            DataRequired("Write your message"),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        render_kw={"rows": 4},
    )


class AnswerForm(WithFiles):
    """On the partner's side."""

    body = TextAreaField(
        lazy("Your answer"),
        [
            DataRequired(lazy("Write your answer")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        render_kw={"rows": 5},
    )
