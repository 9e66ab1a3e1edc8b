"""Forms: every field stripped and storable, every form with its CSRF field and a key of its own."""

import re
import secrets
import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, SelectMultipleField, ValidationError
from wtforms.fields import Field, FileField, PasswordField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from portal.web.languages import _

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
LINE_BREAKS = re.compile(r"[\r\n\u0085\u2028\u2029]")


def tidy(value: Any) -> Any:
    """Trim, compose (NFC), and make line ends one kind."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def storable(_form: FlaskForm, field: Field) -> None:
    """Refuse what one database would keep and the other would not, two values for one field, and a
    file where words belong."""
    value = field.data
    if isinstance(value, FileStorage) and not isinstance(field, FileField):
        field.data = None
        raise StopValidation(_("Write this as text"))
    if isinstance(value, str) and len(field.raw_data or ()) > 1:
        raise StopValidation(_("Give one value only"))
    if isinstance(value, str) and (CONTROLS.search(value) or LONE_SURROGATES.search(value)):
        raise ValidationError(_("Remove the characters that cannot be shown"))


def one_line(_form: FlaskForm, field: Field) -> None:
    """For what may end up in a mail header."""
    if isinstance(field.data, str) and LINE_BREAKS.search(field.data):
        raise ValidationError(_("Keep this on one line"))


class Checkboxes(SelectMultipleField):
    """Any of a few, each with a box of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PortalForm(FlaskForm):
    class Meta:
        csrf_time_limit = None

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            given = unbound_field.kwargs
            filters = list(given.get("filters", ()))
            if not issubclass(unbound_field.field_class, PasswordField):
                filters.append(tidy)
            options = {**options, "filters": filters}
            if isinstance(given.get("choices"), dict):
                # WTForms takes names only that are said already.
                options["choices"] = {value: str(name) for value, name in given["choices"].items()}
            field = unbound_field.bind(form=form, **options)
            field.validators = (storable, *field.validators)
            return field


def new_key() -> str:
    return secrets.token_urlsafe(16)


class OnceForm(PortalForm):
    """A form that makes something: its key lets a double click make it once."""

    once = HiddenField(default=new_key)
