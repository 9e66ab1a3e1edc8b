"""What customers fill in about their concerns."""

import secrets
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from portal.accounts.forms import a_name, address_field
from portal.tickets.files import MOST_BYTES, FileRefused, Upload, accept
from portal.tickets.models import TicketKind
from portal.web.forms import OnceForm, new_key, one_line
from portal.web.languages import _, lazy

KINDS = [
    (TicketKind.BROKEN, lazy("Something broke")),
    (TicketKind.QUESTION, lazy("A question")),
    (TicketKind.COMPLAINT, lazy("A complaint")),
    (TicketKind.REQUEST, lazy("A request")),
    (TicketKind.IDEA, lazy("An idea")),
    (TicketKind.PRAISE, lazy("Praise")),
]
KIND_CHOICES = [SelectChoice(kind.value, text) for kind, text in KINDS]
LONGEST_WORDS = 20_000
TOO_LONG = lazy("Keep it shorter than 20 000 characters")
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,video/mp4,.zip"
SENT_OTHERWISE = lazy("This was sent before, with other words. Send it again to add these")
CHOOSE_AGAIN = lazy("Choose your files again")
NO_ORDER = ""
LASTING = [(7, lazy("7 days")), (30, lazy("30 days")), (90, lazy("90 days"))]
"""How long a link may work."""


class WithFiles(OnceForm):
    """A form with files. No browser lets a page show again which files were chosen."""

    files = MultipleFileField(
        lazy("Photos or files"),
        description=lazy("Up to 5, 10 MB each. Where a photo was taken is removed"),
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
            raise ValidationError(
                _("%(refused)s. Choose your files again", refused=str(refused))
            ) from None

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not valid and self.uploads:
            self.files.errors = [*self.files.errors, CHOOSE_AGAIN]
        return valid


class ReplyForm(WithFiles):
    body = TextAreaField(
        lazy("Your reply"),
        [DataRequired(lazy("Write your reply")), Length(max=LONGEST_WORDS, message=TOO_LONG)],
        render_kw={"rows": 4},
    )


class LinkForm(OnceForm):
    """For a link that shows a concern to whoever has it."""

    once = HiddenField(default=new_key, id="link-once")
    days = SelectField(
        lazy("It works for"),
        choices=[SelectChoice(str(days), text) for days, text in LASTING],
        default="30",
        invalid_choice_message=lazy("Choose how long it works"),
    )
    with_files = BooleanField(lazy("Show the files, too"))


class ConcernForm(WithFiles):
    kind = RadioField(
        lazy("What is it?"),
        [InputRequired(lazy("Choose what it is"))],
        choices=KIND_CHOICES,
        invalid_choice_message=lazy("Choose what it is"),
    )
    subject = StringField(
        lazy("In a few words"),
        [
            DataRequired(lazy("Say in a few words what it is about")),
            Length(max=200, message=lazy("Keep it to 200 characters")),
            one_line,
        ],
        description=lazy("Like “front brake squeals after rain”"),
        render_kw={"autocomplete": "off"},
    )
    build = HiddenField()
    """The code of the build it is about."""
    body = TextAreaField(
        lazy("Tell us more"),
        [
            DataRequired(lazy("Tell us what happens")),
            Length(max=LONGEST_WORDS, message=TOO_LONG),
        ],
        render_kw={"rows": 6},
    )


class OwnConcernForm(ConcernForm):
    """For who is signed in: the order is one of theirs."""

    order = RadioField(
        lazy("Which order is it about?"),
        [Optional()],
        default=NO_ORDER,
        invalid_choice_message=lazy("Choose one of these orders"),
    )
    follows = HiddenField()

    def offer(self, orders: Sequence[tuple[str, str]]) -> None:
        self.order.choices = dict([*orders, (NO_ORDER, _("None of these"))])


class ManyOrdersConcernForm(OwnConcernForm):
    """The same for who has ordered often: cards would fill the page."""

    order = SelectField(
        lazy("Which order is it about?"),
        [Optional()],
        default=NO_ORDER,
        invalid_choice_message=lazy("Choose one of these orders"),
    )


class VisitorConcernForm(ConcernForm):
    """For who is not signed in: where the answer goes, and an order number as mere words."""

    order = StringField(
        lazy("Order number"),
        [Optional(), Length(max=40, message=lazy("Keep it to 40 characters")), one_line],
        description=lazy("Like M-20931, if it is about an order"),
        render_kw={"autocomplete": "off"},
    )
    name = StringField(
        lazy("Your name"),
        [Optional(), Length(max=100, message=lazy("Keep it to 100 characters")), one_line, a_name],
    )
    email = address_field(
        lazy("Your e-mail address"),
        description=lazy("We answer there, after you have confirmed it"),
    )

    def words(self) -> str:
        """What they wrote, with the order they name: nobody has shown that it is theirs."""
        named = f"\n\nOrder: {self.order.data}" if self.order.data else ""
        return f"{self.body.data}{named}"


def _is_chosen(file: Any) -> bool:
    return isinstance(file, FileStorage) and bool(file.filename)


def _read(file: FileStorage) -> Upload:
    """At most one byte more than is allowed, which is enough to refuse it."""
    return Upload(file.filename or "", file.stream.read(MOST_BYTES + 1))
