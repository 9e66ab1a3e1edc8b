"""What who leads fills in about a calendar."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from flask import current_app
from wtforms import BooleanField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from portal.promises.hours import NotHours, read_spans
from portal.promises.models import BusinessCalendar
from portal.timekeeping.forms import a_line
from portal.web.forms import PortalForm

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def of_a_day(_form: PortalForm, field: StringField) -> None:
    try:
        read_spans(field.data or "")
    except NotHours as refusal:
        raise ValidationError(str(refusal)) from None


class CalendarForm(PortalForm):
    name = a_line("Name", missing="Give it a name", id="calendar-name")
    time_zone = a_line(
        "Time zone", missing="Give its time zone", description="Like Europe/Berlin", most=60
    )
    day0, day1, day2, day3, day4, day5, day6 = (
        StringField(
            name,
            [Optional(), Length(max=120, message="Keep it shorter"), of_a_day],
            description="Like 9:00-12:00, 13:00-17:30" if name == "Monday" else "",
        )
        for name in DAYS
    )
    is_standard = BooleanField("Everything counts by it, unless a policy says otherwise")

    @property
    def days(self) -> list[StringField]:
        return [self[f"day{number}"] for number in range(7)]

    def validate_time_zone(self, field: StringField) -> None:
        if field.data not in available_timezones():
            raise ValidationError("Choose a time zone like Europe/Berlin")

    def validate(self, extra_validators: Any = None) -> bool:
        """One day may have no hours; not all of them."""
        is_valid = super().validate(extra_validators)
        if any(day.data for day in self.days):
            return is_valid
        missing = "Give at least one day its hours: nothing is due without them"
        self.day0.errors = [*self.day0.errors, missing]
        return False

    @property
    def week(self) -> dict[str, list[str]]:
        read = {str(number): read_spans(day.data or "") for number, day in enumerate(self.days)}
        return {number: spans for number, spans in read.items() if spans}

    @classmethod
    def of(cls, kept: BusinessCalendar | None) -> "CalendarForm":
        if kept is None:
            office = {f"day{number}": "9:00-17:30" for number in range(5)}
            zone = current_app.extensions["portal_settings"].time_zone
            return cls(None, data=office | {"time_zone": zone})
        days = {f"day{number}": ", ".join(spans) for number, spans in kept.week.items()}
        return cls(None, obj=kept, data=days)


class HolidayForm(PortalForm):
    day = StringField("Day", [DataRequired("Give the day")], render_kw={"type": "date"})
    name = a_line("Name", missing="Say why nobody works", id="holiday-name")

    def validate_day(self, field: StringField) -> None:
        try:
            found = date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError("Write it like 2026-12-24") from None
        if not 2000 <= found.year <= 2100:
            raise ValidationError("Choose a day of this century")
