"""What customers choose on their privacy page. Every form names the address it is for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import DateField, HiddenField, SelectField, ValidationError
from wtforms.validators import Optional

from portal import clock
from portal.consent.models import Purpose
from portal.consent.pace import CAPS
from portal.web.forms import PortalForm
from portal.web.languages import _, lazy, many
from portal.web.pages import reader

LONGEST_PAUSE = timedelta(days=366)
YES, NO = "yes", "no"


class AboutPurpose(PortalForm):
    purpose = HiddenField()
    address = HiddenField()

    def validate_purpose(self, field: HiddenField) -> None:
        if field.data not in Purpose.__members__.values():
            raise ValidationError(_("Choose one of the purposes on this page"))

    @property
    def about(self) -> Purpose:
        return Purpose(self.purpose.data)


class ChoiceForm(AboutPurpose):
    choice = HiddenField()
    wording = HiddenField()
    """The version and language that were shown: "news 1/en"."""

    def validate_choice(self, field: HiddenField) -> None:
        if field.data not in (YES, NO):
            raise ValidationError(_("Say yes or no"))


class PaceForm(AboutPurpose):
    per_month = SelectField(lazy("How often at most"))
    until = DateField(
        lazy("Pause until"),
        [Optional()],
        description=lazy("Nothing comes before that day. Leave it empty for no pause."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.per_month.choices = {"": _("No limit")} | {
            str(most): many("%(num)s in a month", "%(num)s in a month", most) for most in CAPS
        }
        self.until.render_kw = {"min": str(_today() + timedelta(days=1))}

    def validate_until(self, field: DateField) -> None:
        today = _today()
        if field.data is not None and not today < field.data <= today + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day after today and within a year"))

    @property
    def most(self) -> int | None:
        return int(self.per_month.data) if self.per_month.data else None

    @property
    def pause_ends(self) -> datetime | None:
        """As the day begins where they are."""
        if self.until.data is None:
            return None
        return datetime.combine(self.until.data, time(), reader().zone)


def _today() -> date:
    return clock.now().astimezone(reader().zone).date()
