"""What staff fill in at the desk."""

from collections.abc import Sequence

from sqlalchemy import Row
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.accounts.forms import a_name, address_field
from portal.tickets.forms import KIND_CHOICES, LONGEST_WORDS, WithFiles
from portal.tickets.models import Priority, TicketState, Visibility
from portal.web.forms import OnceForm, PortalForm, one_line

STATES = {
    TicketState.OPEN: "Open",
    TicketState.WAITING: "Waiting for customer",
    TicketState.SOLVED: "Solved",
}
"""What staff may put a ticket to. It is new only once."""


class ComposerForm(WithFiles):
    """A reply to the customer, or a note among staff."""

    visibility = RadioField(
        "Kind of message",
        [InputRequired("Choose whether the customer reads this")],
        choices={Visibility.REPLY.value: "Reply", Visibility.NOTE.value: "Note"},
        default=Visibility.REPLY.value,
    )
    body = TextAreaField(
        "Message",
        [DataRequired("Write your message"), Length(max=LONGEST_WORDS, message="Keep it shorter")],
        id="msg",
        render_kw={"rows": 3},
    )

    seen = HiddenField()
    sure = HiddenField()
    used = HiddenField()
    later_at = StringField("Day and time", [Optional()])

    @property
    def is_note(self) -> bool:
        return self.visibility.data == Visibility.NOTE


class AssignForm(PortalForm):
    to = SelectField("Assigned to")

    def offer(self, staff: Sequence[Row[tuple[int, str]]]) -> None:
        self.to.choices = {"": "Nobody"} | {str(user.id): user.name for user in staff}


class StateForm(PortalForm):
    state = SelectField("Status", choices={state.value: name for state, name in STATES.items()})


class PriorityForm(PortalForm):
    priority = SelectField(
        "Priority", choices={level.value: level.value.capitalize() for level in Priority}
    )


class RaiseForm(OnceForm):
    """A concern that reached us by telephone or over the counter."""

    email = address_field("Customer's e-mail address", description="The answer goes there")
    name = StringField(
        "Name",
        [Optional(), Length(max=100, message="Keep it to 100 characters"), one_line, a_name],
        description="Only for somebody we do not know yet",
    )
    kind = SelectField("What is it?", choices=KIND_CHOICES)
    subject = StringField(
        "In a few words",
        [
            DataRequired("Say in a few words what it is about"),
            Length(max=200, message="Keep it to 200 characters"),
            one_line,
        ],
    )
    body = TextAreaField(
        "What they said",
        [
            DataRequired("Write what they said"),
            Length(max=LONGEST_WORDS, message="Keep it shorter than 20 000 characters"),
        ],
        description="They read this in their portal",
        render_kw={"rows": 6},
    )
