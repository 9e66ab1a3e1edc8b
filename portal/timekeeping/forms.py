"""What who leads fills in about our promises, and the desk about one concern."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from portal import clock
from portal.departments import queries
from portal.promises.calendars import all_calendars, house_zone
from portal.promises.hours import NotHours, in_words, read_minutes
from portal.promises.models import Level, PressingRule, PromisePolicy, Side
from portal.tickets import desk_queries
from portal.tickets.clock_models import PauseReason
from portal.tickets.models import Priority, TicketKind
from portal.tickets.snooze_times import NoSuchTime, on_the_clock
from portal.timekeeping.events import PROMISES
from portal.timekeeping.sentences import KINDS
from portal.web.forms import OnceForm, PortalForm, one_line

LEVELS = {level.value: level.value.capitalize() for level in Level}
REASONS = {
    PauseReason.SUPPLIER.value: "A supplier",
    PauseReason.PART.value: "A part",
    PauseReason.WORKSHOP.value: "The workshop",
    PauseReason.OTHER.value: "Somebody else",
}
ANY = {"": "Any"}


def a_line(label: str, *, missing: str = "", most: int = 80, **more: Any) -> StringField:
    first = DataRequired(missing) if missing else Optional()
    long = Length(max=most, message=f"Keep it to {most} characters")
    return StringField(label, [first, long, one_line], **more)


def a_length(_form: PortalForm, field: StringField) -> None:
    try:
        read_minutes(field.data or "")
    except NotHours as refusal:
        raise ValidationError(str(refusal)) from None


class PolicyForm(PortalForm):
    name = a_line("Name", missing="Give it a name")
    kind = SelectField(
        "Kind of concern", choices=ANY | {k: n.capitalize() for k, n in KINDS.items()}
    )
    level = SelectField("Customer level", choices=ANY | LEVELS)
    department = SelectField("Department")
    product = a_line("Product", most=200, description="As it stands in the order, like City 8")
    calendar = SelectField("Counts by")
    first = StringField(
        "First answer", [Optional(), a_length], description="Like 4 h or 90 min, in working time"
    )
    next = StringField("Next answer", [Optional(), a_length])
    solution = StringField("Solution", [Optional(), a_length])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = {str(row.id): row.name for row in queries.names_in_house()}
        calendars = {str(each.id): each.name for each in all_calendars()}
        self.department.choices = _choices(ANY | departments)
        self.calendar.choices = _choices({"": "The standard calendar"} | calendars)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each promise may be left out; not all of them."""
        is_valid = super().validate(extra_validators)
        if self.first.data or self.next.data or self.solution.data:
            return is_valid
        missing = "Promise something: a first answer, a next answer or a solution"
        self.first.errors = [*self.first.errors, missing]
        return False

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "name": self.name.data,
            "kind": self.kind.data or None,
            "level": Level(self.level.data) if self.level.data else None,
            "department_id": int(self.department.data) if self.department.data else None,
            "product": self.product.data or None,
            "calendar_id": int(self.calendar.data) if self.calendar.data else None,
            "first_minutes": read_minutes(self.first.data or ""),
            "next_minutes": read_minutes(self.next.data or ""),
            "solution_minutes": read_minutes(self.solution.data or ""),
        }

    @classmethod
    def of(cls, kept: PromisePolicy | None) -> "PolicyForm":
        if kept is None:
            return cls(None)
        return cls(
            None,
            data={
                "name": kept.name,
                "kind": kept.kind or "",
                "level": kept.level.value if kept.level else "",
                "department": str(kept.department_id or ""),
                "product": kept.product or "",
                "calendar": str(kept.calendar_id or ""),
                "first": in_words(kept.first_minutes),
                "next": in_words(kept.next_minutes),
                "solution": in_words(kept.solution_minutes),
            },
        )


class RuleForm(PortalForm):
    promise = SelectField("Promise", choices={p: name.capitalize() for p, name in PROMISES.items()})
    minutes = StringField(
        "How long", [Optional(), a_length], description="Like 30 min, in working time"
    )
    side = SelectField("When", choices={"before": "before it is due", "after": "after it was due"})
    tells_assignee = BooleanField("Tell who looks after it", default=True)
    tells_leads = BooleanField("Tell who leads")
    raises_to = SelectField(
        "Priority",
        choices={"": "Leave as it is", **{p.value: f"At least {p.value}" for p in Priority}},
    )
    department = SelectField("Hand it to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = {str(row.id): row.name for row in queries.names_in_house()}
        self.department.choices = _choices({"": "Nobody else"} | departments)

    def rule(self) -> PressingRule:
        return PressingRule(
            promise=self.promise.data,
            minutes=read_minutes(self.minutes.data or "") or 0,
            side=Side(self.side.data),
            tells_assignee=self.tells_assignee.data,
            tells_leads=self.tells_leads.data,
            raises_to=self.raises_to.data or None,
            department_id=int(self.department.data) if self.department.data else None,
            is_on=True,
            created_at=clock.now(),
        )


class TryForm(PortalForm):
    """What would be promised to whom: looked at, not kept."""

    kind = SelectField("Kind", choices={kind.value: kind.value.capitalize() for kind in TicketKind})
    level = SelectField("Customer level", choices={"": "None"} | LEVELS)
    product = StringField("Product", [Optional(), Length(max=200)])
    at = StringField("Raised", [Optional()], render_kw={"type": "datetime-local"})

    def moment(self, otherwise: datetime) -> datetime:
        return moment(self.at.data or "", house_zone()) or otherwise


class PauseForm(PortalForm):
    reason = SelectField("We wait for", choices=REASONS)
    words = a_line("What exactly", most=200, description="The customer reads this")
    until = StringField("Goes on by itself", [Optional()], render_kw={"type": "date"})


class PromiseForm(OnceForm):
    what = a_line(
        "What", missing="Say what you promise", most=200, description="The customer reads this"
    )
    by_when = StringField(
        "By", [DataRequired("Give a day and time")], render_kw={"type": "datetime-local"}
    )
    owner = SelectField("Who does it")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner.choices = _choices({str(row.id): row.name for row in desk_queries.desk_staff()})


def moment(typed: str, zone: ZoneInfo) -> datetime | None:
    """A moment on the company's clock; None when nothing, or no time, was typed."""
    try:
        return on_the_clock(typed, zone) if typed else None
    except NoSuchTime:
        return None


def _choices(named: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, name) for value, name in named.items()]
