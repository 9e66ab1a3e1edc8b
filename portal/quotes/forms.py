"""What people say about quotes and orders. A form names a build and how many; never a price."""

from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.quotes.figures import MOST_OF_ONE
from portal.quotes.issuing import LONGEST_VALID, USUALLY_VALID
from portal.web.forms import OnceForm, PortalForm, one_line
from portal.web.languages import _, lazy

LONGEST_WORDS = 4000


class WholeNumber(IntegerField):
    """A number written in plain digits: no sign, no point, no digits of another script."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist and isinstance(valuelist[0], str) else ""
        self.data = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _enough(_form: PortalForm, field: Field) -> None:
    if field.data is None or not 1 <= field.data <= MOST_OF_ONE:
        raise ValidationError(_("Give a number from 1 to %(most)s", most=MOST_OF_ONE))


def _too_long(most: int) -> Length:
    return Length(max=most, message=lazy("Write %(most)s characters at most", most=most))


class OrderForm(OnceForm):
    quantity = WholeNumber(lazy("How many"), [_enough], default=1)
    seen = HiddenField()
    """What the page showed; compared, never used."""


class AskForm(OnceForm):
    quantity = WholeNumber(lazy("How many"), [_enough], default=1)
    words = TextAreaField(
        lazy("What should we know?"),
        [Optional(), _too_long(LONGEST_WORDS)],
        description=lazy("A date you need it by, an address, or how many you may order later"),
    )


class AcceptForm(PortalForm):
    name = StringField(
        lazy("Your name"),
        [DataRequired(lazy("Write your name")), _too_long(120), one_line],
        description=lazy("It stands for your signature"),
    )
    agree = BooleanField("", [DataRequired(lazy("Tick that you accept the quote"))])
    seen = HiddenField()


class DeclineForm(PortalForm):
    reason = TextAreaField(
        lazy("Why not?"), [DataRequired(lazy("Say in a few words why not")), _too_long(2000)]
    )


class QuestionForm(OnceForm):
    body = TextAreaField(
        lazy("Your question"), [DataRequired(lazy("Write your question")), _too_long(LONGEST_WORDS)]
    )


class IssueForm(PortalForm):
    valid_days = WholeNumber("Valid for so many days", default=USUALLY_VALID)
    discount = StringField(
        "Discount in all", [Optional(), Length(max=20)], description="An amount like 120 or 49.50"
    )
    discount_reason = StringField(
        "Why there is a discount",
        [Length(max=200, message="Write 200 characters at most"), one_line],
        description="The customer reads it",
    )
    note = TextAreaField("Words to the customer", [Optional(), Length(max=LONGEST_WORDS)])
    seen = HiddenField()

    def validate_valid_days(self, field: Field) -> None:
        if field.data is None or not 1 <= field.data <= LONGEST_VALID:
            raise ValidationError(f"Give a number of days from 1 to {LONGEST_VALID}")

    def validate_discount(self, field: Field) -> None:
        if field.data and self.discount_minor is None:
            raise ValidationError("Give an amount like 120 or 49.50")

    def validate_discount_reason(self, field: Field) -> None:
        if self.discount_minor and not field.data:
            raise ValidationError("Say why there is a discount")

    @property
    def discount_minor(self) -> int | None:
        """In minor units; None for what is no amount."""
        whole, point, rest = (self.discount.data or "0").replace(",", ".").partition(".")
        digits = whole + rest
        if not (digits.isascii() and digits.isdigit() and whole and len(whole) < 8):
            return None
        if len(rest) > 2 or (point and not rest):
            return None
        return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
