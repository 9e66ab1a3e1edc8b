"""What customers answer about their orders."""

from wtforms import DateField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from portal.web.forms import PortalForm
from portal.web.languages import lazy

LARGEST = 2**31 - 1


class DelayForm(PortalForm):
    delay = IntegerField(validators=[DataRequired(), NumberRange(1, LARGEST)], widget=HiddenInput())
    answer = RadioField(
        lazy("What do you say?"),
        [DataRequired(lazy("Choose an answer"))],
        choices={
            "agree": lazy("I agree to the new day"),
            "cancel": lazy("I would rather cancel the order"),
            "ask": lazy("I have a question first"),
        },
    )


class CancelForm(PortalForm):
    seen = HiddenField()
    """The fee they were shown, in minor units."""
    words = TextAreaField(
        lazy("Why do you cancel?"),
        [Optional(), Length(max=2000, message=lazy("Write 2,000 characters at most"))],
        description=lazy("It helps us to do better"),
    )

    @property
    def seen_fee(self) -> int:
        """A fee that nobody is ever shown, for what is no number."""
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1


class FirstUseForm(PortalForm):
    on = DateField(
        lazy("When did you first use it?"), [DataRequired(lazy("Choose the day, like 2026-11-24"))]
    )
