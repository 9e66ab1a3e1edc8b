"""Business calendars at the desk: hours of the week, and the days nobody works."""

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal import clock
from portal.access import DESK, get_or_404, me, open_to, require
from portal.database import session
from portal.deadlines import feasts
from portal.promises.calendars import house_zone
from portal.promises.models import BusinessCalendar, Holiday
from portal.timekeeping import policy as rights
from portal.timekeeping import setting
from portal.timekeeping.calendar_forms import CalendarForm, HolidayForm
from portal.timekeeping.promises_page import bp
from portal.web.rendering import render

YEARS_AHEAD = 3


@bp.route("/promises/calendars/new", methods=["GET", "POST"])
@open_to(DESK)
def new_calendar() -> ResponseReturnValue:
    require(rights.may_set, None)
    return _saved(None)


@bp.route("/promises/calendars/<int(max=2147483647):calendar_id>", methods=["GET", "POST"])
@open_to(DESK)
def calendar(calendar_id: int) -> ResponseReturnValue:
    found = _calendar(calendar_id)
    return _saved(found)


@bp.post("/promises/calendars/<int(max=2147483647):calendar_id>/holidays")
@open_to(DESK)
def add_holiday(calendar_id: int) -> ResponseReturnValue:
    """One day with its name, or all the holidays of a year at once."""
    found = _calendar(calendar_id)
    year = request.form.get("year", "")
    if year in _years():
        count = setting.add_holidays(found, feasts.of_all_germany(int(year)), by=me())
        flash(f"{count} holidays of {year} added")
        return redirect(url_for(".calendar", calendar_id=found.id, _anchor="holidays"), 303)
    form = HolidayForm(request.form)
    if not form.validate():
        return _page(found, CalendarForm.of(found), form, status=422)
    day = date.fromisoformat(form.day.data)
    if setting.add_holidays(found, {day: form.name.data}, by=me()):
        flash(f"Nobody works on {day:%d %b %Y}")
    else:
        flash(f"Nobody works on {day:%d %b %Y} already", "warn")
    return redirect(url_for(".calendar", calendar_id=found.id, _anchor="holidays"), 303)


@bp.post("/promises/holidays/<int(max=2147483647):holiday_id>/remove")
@open_to(DESK)
def remove_holiday(holiday_id: int) -> ResponseReturnValue:
    holiday = get_or_404(select(Holiday).where(Holiday.id == holiday_id))
    require(rights.may_set, holiday)
    calendar_id, day = holiday.calendar_id, holiday.day
    setting.remove_holiday(holiday, by=me())
    flash(f"{day:%d %b %Y} is a day like others")
    return redirect(url_for(".calendar", calendar_id=calendar_id, _anchor="holidays"), 303)


def _saved(found: BusinessCalendar | None) -> ResponseReturnValue:
    if request.method == "GET":
        return _page(found, CalendarForm.of(found), HolidayForm(None))
    form = CalendarForm(request.form)
    if form.validate() and _is_named_alone(form, found):
        saved = setting.save_calendar(
            found,
            name=form.name.data,
            time_zone=form.time_zone.data,
            week=form.week,
            is_standard=form.is_standard.data,
            by=me(),
        )
        flash(f"{saved.name} is saved. Promises made from now on count by it")
        return redirect(url_for(".calendar", calendar_id=saved.id), 303)
    return _page(found, form, HolidayForm(None), status=422)


def _page(
    found: BusinessCalendar | None, form: CalendarForm, holiday_form: HolidayForm, status: int = 200
) -> ResponseReturnValue:
    today = clock.now().astimezone(house_zone()).date()
    holidays = found.holidays if found else []
    return render(
        "timekeeping/desk/calendar.html",
        status=status,
        form=form,
        calendar=found,
        holiday_form=holiday_form,
        coming=[each for each in holidays if each.day >= today],
        past=[each for each in holidays if each.day < today],
        years=_years(),
    )


def _is_named_alone(form: CalendarForm, found: BusinessCalendar | None) -> bool:
    named = select(BusinessCalendar.id).where(BusinessCalendar.name == form.name.data)
    others = [each for each in session.scalars(named) if not found or each != found.id]
    if others:
        form.name.errors = [*form.name.errors, "There is a calendar of that name"]
    return not others


def _calendar(calendar_id: int) -> BusinessCalendar:
    found = get_or_404(select(BusinessCalendar).where(BusinessCalendar.id == calendar_id))
    require(rights.may_set, found)
    return found


def _years() -> list[str]:
    this = clock.now().astimezone(house_zone()).year
    return [str(this + each) for each in range(YEARS_AHEAD)]
