"""What customers fill in about their concerns."""

import secrets
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.accounts.forms import a_name, address_field
from portal.tickets.files import MOST_BYTES, FileRefused, Upload, accept
from portal.tickets.models import TicketKind
from portal.web.forms import OnceForm, one_line

KINDS = [
    (TicketKind.BROKEN, "Something broke"),
    (TicketKind.QUESTION, "A question"),
    (TicketKind.COMPLAINT, "A complaint"),
    (TicketKind.REQUEST, "A request"),
    (TicketKind.IDEA, "An idea"),
    (TicketKind.PRAISE, "Praise"),
]
LONGEST_WORDS = 20_000
TOO_LONG = "Keep it shorter than 20 000 characters"
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,video/mp4,.zip"
SENT_OTHERWISE = "This was sent before, with other words. Send it again to add these"
CHOOSE_AGAIN = "Choose your files again"
NO_ORDER = ""


class WithFiles(OnceForm):
    """A form with files. No browser lets a page show again which files were chosen."""

    files = MultipleFileField(
        "Photos or files",
        description="Up to 5, 10 MB each. Where a photo was taken is removed",
        render_kw={"accept": ACCEPTED},
    )
    uploads: Sequence[Upload] = ()

    def sent_otherwise(self) -> None:
        """Its key was used with other words: say so, and let it be sent under a new one."""
        self.once.data = secrets.token_urlsafe(16)
        self.form_errors = [SENT_OTHERWISE]

    def validate_files(self, field: MultipleFileField) -> None:
        chosen = [file for file in field.data or () if _is_chosen(file)]
        try:
            self.uploads = accept([_read(file) for file in chosen])
        except FileRefused as refused:
            raise ValidationError(f"{refused}. {CHOOSE_AGAIN}") from None

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not valid and self.uploads:
            self.files.errors = [*self.files.errors, CHOOSE_AGAIN]
        return valid


class ReplyForm(WithFiles):
    body = TextAreaField(
        "Your reply",
        [DataRequired("Write your reply"), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        render_kw={"rows": 4},
    )


class ConcernForm(WithFiles):
    kind = RadioField(
        "What is it?",
        [InputRequired("Choose what it is")],
        choices=dict(KINDS),
        invalid_value_message="Choose what it is",
    )
    subject = StringField(
        "In a few words",
        [
            DataRequired("Say in a few words what it is about"),
            Length(max=200, message="Keep it to 200 characters"),
            one_line,
        ],
        description="Like “front brake squeals after rain”",
        render_kw={"autocomplete": "off"},
    )
    body = TextAreaField(
        "Tell us more",
        [
            DataRequired("Tell us what happens"),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        render_kw={"rows": 6},
    )


class OwnConcernForm(ConcernForm):
    """For who is signed in: the order is one of theirs."""

    order = RadioField(
        "Which order is it about?",
        [Optional()],
        default=NO_ORDER,
        invalid_value_message="Choose one of these orders",
    )
    follows = HiddenField()

    def offer(self, orders: Sequence[tuple[str, str]]) -> None:
        self.order.choices = dict([*orders, (NO_ORDER, "None of these")])


class ManyOrdersConcernForm(OwnConcernForm):
    """The same for who has ordered often: cards would fill the page."""

    order = SelectField(
        "Which order is it about?",
        [Optional()],
        default=NO_ORDER,
        invalid_value_message="Choose one of these orders",
    )


class VisitorConcernForm(ConcernForm):
    """For who is not signed in: where the answer goes, and an order number as mere words."""

    order = StringField(
        "Order number",
        [Optional(), Length(max=40, message="Keep it to 40 characters"), one_line],
        description="Like M-20931, if it is about an order",
        render_kw={"autocomplete": "off"},
    )
    name = StringField(
        "Your name",
        [Optional(), Length(max=100, message="Keep it to 100 characters"), one_line, a_name],
    )
    email = address_field(
        "Your e-mail address", description="We answer there, after you have confirmed it"
    )

    def words(self) -> str:
        """What they wrote, with the order they name: nobody has shown that it is theirs."""
        return (
            f"{self.body.data}\n\nOrder: {self.order.data}" if self.order.data else self.body.data
        )


def _is_chosen(file: Any) -> bool:
    return isinstance(file, FileStorage) and bool(file.filename)


def _read(file: FileStorage) -> Upload:
    """At most one byte more than is allowed, which is enough to refuse it."""
    return Upload(file.filename or "", file.stream.read(MOST_BYTES + 1))
