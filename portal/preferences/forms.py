"""What people choose about how the portal reads and how it tells them things."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from wtforms import BooleanField, Field, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from portal.manifest import NoticeKind
from portal.preferences.models import First, How
from portal.web.forms import PortalForm
from portal.web.languages import LANGUAGES, lazy

THEME_NAMES = {
    "auto": lazy("As my device"),
    "light": lazy("Light"),
    "dark": lazy("Dark"),
}
SIZE_NAMES = {
    "normal": lazy("Normal"),
    "large": lazy("Large"),
    "larger": lazy("Larger"),
}
FIRST_NAMES = {
    First.MAIL.value: lazy("E-mail first"),
    First.PORTAL.value: lazy("Portal first"),
}
FIRST_NOTES = {
    First.MAIL.value: lazy("A mail goes at once, with the whole text."),
    First.PORTAL.value: lazy("A mail goes only if you have not been here within half an hour."),
}
HOW_NAMES = {
    How.INSTANT.value: lazy("At once"),
    How.DAILY.value: lazy("Once a day"),
    How.NONE.value: lazy("No mail"),
}
CHOOSE = lazy("Choose one of these")
NOTICE = "notice-"
TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(:[0-9]{2})?")


def a_time(_form: PortalForm, field: Field) -> None:
    """A time of day like 22:30."""
    if not TIME.fullmatch(field.data or ""):
        raise ValidationError(lazy("Enter a time like 22:00"))


@cache
def time_zones() -> dict[str, str]:
    """The zones named after places, like "Europe/Paris"; not the ones kept for old programs."""
    regions = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe",
               "Indian", "Pacific")  # fmt: skip
    named = sorted(zone for zone in available_timezones() if zone.split("/")[0] in regions)
    return {zone: zone.replace("_", " ").replace("/", " / ") for zone in named}


def _choices(names: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in names.items()]


class PreferencesForm(PortalForm):
    language = RadioField(
        lazy("Language"),
        [InputRequired(CHOOSE)],
        choices={each.code: each.own_name for each in LANGUAGES.values()},
        invalid_choice_message=CHOOSE,
    )
    time_zone = SelectField(
        lazy("Time zone"),
        description=lazy("Dates and times are shown as clocks there show them."),
        invalid_choice_message=CHOOSE,
    )
    theme = RadioField(
        lazy("Colours"),
        [InputRequired(CHOOSE)],
        choices=_choices(THEME_NAMES),
        invalid_choice_message=CHOOSE,
    )
    text_size = RadioField(
        lazy("Size of text"),
        [InputRequired(CHOOSE)],
        choices=_choices(SIZE_NAMES),
        invalid_choice_message=CHOOSE,
    )
    first = RadioField(
        lazy("Where you hear of things first"),
        [InputRequired(CHOOSE)],
        choices=_choices(FIRST_NAMES),
        invalid_choice_message=CHOOSE,
    )
    quiet = BooleanField(
        lazy("Keep quiet hours"),
        description=lazy("No mail goes in these hours. It goes when they end."),
    )
    quiet_from = StringField(lazy("From"), [a_time], default="22:00")
    quiet_until = StringField(lazy("Until"), [a_time], default="07:00")

    def quiet_hours(self) -> tuple[int, int] | None:
        if not self.quiet.data:
            return None
        return _minutes(self.quiet_from.data), _minutes(self.quiet_until.data)

    def notice_fields(self) -> list[RadioField]:
        return [field for field in self if field.name.startswith(NOTICE)]

    def choices(self) -> dict[str, How]:
        return {field.name.removeprefix(NOTICE): How(field.data) for field in self.notice_fields()}


def preferences_form(
    kinds: list[NoticeKind], zone: str, *args: Any, **values: Any
) -> PreferencesForm:
    """The form with one question for each kind of notice there is."""
    fields = {
        NOTICE + kind.name: RadioField(
            kind.title,
            [InputRequired(CHOOSE)],
            choices=_choices(HOW_NAMES),
            invalid_choice_message=CHOOSE,
            default=kind.how,
        )
        for kind in kinds
    }
    form = type("EveryNotice", (PreferencesForm,), fields)(*args, **values)
    form.time_zone.choices = time_zones() | {zone: time_zones().get(zone, zone)}
    return form


def shown(minutes: int) -> str:
    """Minutes after midnight as 22:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(typed: str) -> int:
    hours, minutes = typed.split(":")[:2]
    return int(hours) * 60 + int(minutes)
