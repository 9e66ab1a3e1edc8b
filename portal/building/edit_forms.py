"""Forms of the model editor: what a model, a group, an option, a price with a condition says."""

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from portal.building.edit_fields import Amount, Whole
from portal.configurator.conditions import Unclear, parse
from portal.configurator.fields import ID, MOST_PRICE, RESERVED
from portal.configurator.model import Kind
from portal.web.forms import PortalForm, one_line

HEX = r"^#[0-9a-fA-F]{6}$"
LONGEST_LABEL = 200
LONGEST_NOTE = 2_000
KINDS = {
    Kind.SINGLE.value: "One of its options",
    Kind.MULTI.value: "Any number of its options",
    Kind.NUMBER.value: "A number",
}


def _id(form: PortalForm, field: Field) -> None:
    if field.data and (not ID.fullmatch(field.data) or field.data in RESERVED):
        raise ValidationError("Use lower-case letters, digits and hyphens, like front-rack")


def label(text: str, missing: str, hint: str = "") -> StringField:
    return StringField(
        text,
        [DataRequired(missing), Length(max=LONGEST_LABEL, message="Keep it to 200 characters"),
         one_line],
        description=hint,
    )  # fmt: skip


def note(text: str = "Note", hint: str = "") -> TextAreaField:
    too_long = Length(max=LONGEST_NOTE, message="Keep it to 2 000 characters")
    return TextAreaField(text, [Optional(), too_long], description=hint, render_kw={"rows": 2})


def short_name(hint: str) -> StringField:
    return StringField("Short name", [Optional(), _id], description=hint)


NAMED = "Part of addresses and of the file; made from the name where you leave it open"


class SeenForm(PortalForm):
    """Carries what its maker saw, so that two at once lose nothing."""

    seen = HiddenField()

    @property
    def seen_edits(self) -> int:
        text = self.seen.data if isinstance(self.seen.data, str) else ""
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else -1


class AboutForm(SeenForm):
    name = label("Name", "Give the model its name")
    price = Amount("Price of the bare product")
    days = Whole("Working days to build it", high=3650)
    grams = Whole("Weight in grams")
    note = note(hint="Customers read it under the price, like “Prices include VAT.”")
    recommended = TextAreaField(
        "Where we would begin",
        [Optional()],
        description="One option a line, like frame = steel. The build nearest to them is proposed.",
        render_kw={"rows": 8},
    )

    def validate_price(self, field: Amount) -> None:
        if field.minor < 0:
            raise ValidationError("The bare product cannot cost less than nothing")


class NewModelForm(PortalForm):
    name = label("Name", "Give the model its name")
    slug = short_name(NAMED)
    currency = StringField(
        "Currency",
        [DataRequired("Say the currency"), Regexp("^[A-Z]{3}$", message="Three capital letters")],
        default="EUR",
    )
    group = label("First group", "Name the first thing that is chosen", "Like Frame")
    options = TextAreaField(
        "Its options",
        [DataRequired("Name one option at least")],
        description="One a line",
        render_kw={"rows": 4},
    )


class GroupForm(SeenForm):
    label = label("Name", "Name what is chosen", "Like Frame, or Colour of the seat")
    kind = RadioField("What is chosen", choices=KINDS, default=Kind.SINGLE.value)
    name = short_name(NAMED)
    options = TextAreaField(
        "Options", [Optional()], description="One a line; prices come next", render_kw={"rows": 4}
    )
    none = StringField(
        "Name of “without”",
        [Optional(), Length(max=LONGEST_LABEL), one_line],
        description="Only where customers may go without, like “No rack”",
    )
    low = Whole("From", high=100_000)
    high = Whole("To", high=100_000)
    step = Whole("In steps of", low=1, high=100_000, empty=1)
    each = StringField("What is counted", [Optional(), Length(max=LONGEST_LABEL), one_line],
                       description="Like seats")  # fmt: skip
    each_price = Amount("Price of each")
    each_days = Whole("More working days", high=3650)
    each_grams = Whole("Grams of each", low=-MOST_PRICE)
    each_amounts = StringField("Amounts of each", [Optional()], description="Like watts = 5")
    note = note(hint="Customers read it above the options")
    frozen = StringField(
        "Can be changed until",
        [Optional(), Length(max=60), one_line],
        description="The production stage from which it stays as it is; empty: the first",
    )


class OptionForm(SeenForm):
    label = label("Name", "Name the option")
    name = short_name(NAMED)
    price = Amount("Price", description="On top of the bare product; -40 for less")
    days = Whole("More working days", high=3650)
    grams = Whole("Grams", low=-MOST_PRICE)
    amounts = StringField(
        "Amounts", [Optional()], description="What rules add up, like watts = 45, litres = 2"
    )
    hex = StringField(
        "Colour", [Optional(), Regexp(HEX, message="Write a colour like #1d3b2f")],
        description="Like #1d3b2f",
    )  # fmt: skip
    advice = note("Advice", "Who it is for, like “For riders under 165 cm”")
    note = note(hint="Customers read it under the name")
    recommended = BooleanField("We would begin with it")


class TermForm(SeenForm):
    label = label("Name", "Name it as it stands on the bill", "Like Touring bundle")
    name = short_name(NAMED)
    amount = Amount("Amount", description="-40 for a rebate")
    days = Whole("More working days", high=3650)
    when = TextAreaField(
        "When all this is chosen",
        [DataRequired("Say when it is due")],
        description="Like lights = dynamo and mudguards = full",
        render_kw={"rows": 2},
    )

    def validate_when(self, field: Field) -> None:
        try:
            parse(field.data)
        except Unclear as unclear:
            raise ValidationError(str(unclear)) from None


class SourceForm(SeenForm):
    text = TextAreaField("The file", [DataRequired("The file is empty")])
