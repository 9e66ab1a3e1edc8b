"""What people at the desk say about an order in production."""

from datetime import date

from wtforms import DateField, FileField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.orders.delivering import is_carrier_link
from portal.orders.models import ProductionStage
from portal.orders.production_models import Reason
from portal.orders.production_words import AT_THE_DESK
from portal.web.forms import PortalForm, one_line

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
STAGES = {stage.value: str(stage.value).title() for stage in ProductionStage}


def a_real_day(_form: PortalForm, field: DateField) -> None:
    if field.data and not FIRST_DAY <= field.data < LAST_DAY:
        raise ValidationError("Give a day in this century")


def _words(hint: str) -> StringField:
    too_long = Length(max=240, message="Write 240 characters at most")
    return StringField("Words for the customer", [Optional(), too_long, one_line], description=hint)


class StageForm(PortalForm):
    stage = SelectField("Stage", choices=STAGES)
    seen = SelectField("Stage they saw", choices=STAGES)


class PartForm(PortalForm):
    part = StringField(
        "Part of the work", [DataRequired("Say which part"), Length(max=40), one_line]
    )


class WaitForm(PortalForm):
    reason = SelectField("Why it waits", choices={k.value: v for k, v in AT_THE_DESK.items()})
    expected_on = DateField("It goes on, as we expect", [Optional(), a_real_day])
    words = _words("They read the reason in any case")


class MoveForm(PortalForm):
    stage = SelectField("Stage", choices={k: v for k, v in STAGES.items() if k != "ordered"})
    to = DateField("New day", [DataRequired("Give the new day"), a_real_day])
    reason = SelectField(
        "Why", choices={k.value: v for k, v in AT_THE_DESK.items()}, default=Reason.PARTS.value
    )
    words = _words("What comes after moves along where it has to")
    seen = HiddenField()
    """The days of all stages as they were shown."""

    def seen_on(self, stage: str) -> date | None:
        shown = dict(pair.partition("=")[::2] for pair in (self.seen.data or "").split(","))
        try:
            return date.fromisoformat(shown.get(stage, ""))
        except ValueError:
            return None


class ParcelForm(PortalForm):
    carrier = StringField("Carrier", [DataRequired("Name the carrier"), Length(max=80), one_line])
    code = StringField("Code", [DataRequired("Give the parcel's code"), Length(max=80), one_line])
    url = StringField(
        "Where it can be followed",
        [Optional(), Length(max=240), one_line],
        description="An address that begins with https://",
    )

    def validate_url(self, field: StringField) -> None:
        if field.data and not is_carrier_link(field.data):
            raise ValidationError("Give an address like https://carrier.example.com/AB123")


class EndForm(PortalForm):
    words = TextAreaField(
        "Why we cancel it",
        [DataRequired("Say why"), Length(max=2000, message="Write 2,000 characters at most")],
        description="It costs the customer nothing when we cancel",
    )


class ImportForm(PortalForm):
    file = FileField("File of the shop floor", description="CSV, up to 3 MB and 20,000 rows")
    rows = TextAreaField("Or its lines", [Optional()], description="order, stage, on, ...")
    trial = HiddenField()
