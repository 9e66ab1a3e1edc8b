"""Holidays that move with Easter, and those that do not. Pure."""

from datetime import date, timedelta

_FIXED = {
    (1, 1): "New Year’s Day",
    (5, 1): "Labour Day",
    (10, 3): "Day of German Unity",
    (12, 25): "Christmas Day",
    (12, 26): "Second day of Christmas",
}
_FROM_EASTER = {
    -2: "Good Friday",
    1: "Easter Monday",
    39: "Ascension Day",
    50: "Whit Monday",
}


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Butcher."""
    golden, century = year % 19, year // 100
    leap_centuries, rest = divmod(century, 4)
    moon_shift = (century + 8) // 25
    epact = (19 * golden + century - leap_centuries - (century - moon_shift + 1) // 3 + 15) % 30
    leaps, years = divmod(year % 100, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - years) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def of_all_germany(year: int) -> dict[date, str]:
    """The holidays of every German state, in order."""
    sunday = easter(year)
    days = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    days |= {sunday + timedelta(days=each): name for each, name in _FROM_EASTER.items()}
    return dict(sorted(days.items()))
