"""What people type to get in, and what staff and organisations fill in to let others in."""

import re
from collections.abc import Mapping
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from wtforms import (
    EmailField,
    Field,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from portal.access import Role
from portal.accounts import passwords
from portal.accounts.models import Sight
from portal.customers.models import address_key
from portal.web.forms import PortalForm, one_line
from portal.web.languages import _, lazy

LONGEST_ADDRESS = 250
LONGEST_NAME = 100
LONGEST_TYPED = 1000
ANY_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
ROLES = {
    Role.AGENT: ("Agent", "Answers concerns"),
    Role.LEAD: ("Team lead", "Answers, and sees who works here"),
    Role.MARKETER: ("Marketer", "Follow-ups and insight, no concerns"),
    Role.MODELLER: ("Modeller", "Product models"),
    Role.ADMIN: ("Administrator", "Everything, and who works here"),
}
SIGHTS = {
    Sight.OWN: (lazy("Own"), lazy("Only what they raise themselves")),
    Sight.SHARED: (lazy("Own and shared"), lazy("And what colleagues share with them")),
    Sight.ALL: (lazy("All"), lazy("Everything; they may invite colleagues")),
}
"""What each is called, and what it means."""


def _names(choices: Mapping[StrEnum, tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(choice.value, name) for choice, (name, _note) in choices.items()]


def notes(choices: Mapping[StrEnum, tuple[str, str]]) -> dict[str, str]:
    return {choice.value: note for choice, (_name, note) in choices.items()}


def at_most(count: int) -> str:
    return lazy("Use at most %(count)s characters", count=count)


def an_address(_form: PortalForm, field: Field) -> None:
    """One address we can write to; kept as its owner would read it, with the domain in letters."""
    local = field.data.rpartition("@")[0]
    if local and not local.isascii():
        raise StopValidation(_("We cannot write to an address with such letters before the @"))
    is_demo = current_app.extensions["portal_settings"].demo
    try:
        address = validate_email(
            field.data, check_deliverability=False, test_environment=is_demo
        ).normalized
    except EmailNotValidError:
        raise StopValidation(_("Enter an e-mail address, like name@example.com")) from None
    if max(len(address), len(address_key(address))) > LONGEST_ADDRESS:
        raise StopValidation(_("This address is too long"))
    field.data = address


def a_name(_form: PortalForm, field: Field) -> None:
    """What stands in mails to others: a stranger must not advertise with it."""
    if ANY_ADDRESS.search(field.data):
        raise ValidationError(_("Leave out web and e-mail addresses"))


def address_field(label: str = lazy("E-mail address"), **options: object) -> EmailField:
    validators = [DataRequired(lazy("Enter an e-mail address")), one_line, an_address]
    return EmailField(label, validators, **options)


def name_field(
    label: str = lazy("Your name"), missing: str = lazy("Enter your name")
) -> StringField:
    return StringField(
        label,
        [
            DataRequired(missing),
            Length(max=LONGEST_NAME, message=at_most(LONGEST_NAME)),
            one_line,
            a_name,
        ],
    )


def typed_password(label: str, missing: str) -> PasswordField:
    too_long = Length(max=LONGEST_TYPED, message=lazy("This is too long for a password"))
    return PasswordField(label, [DataRequired(missing), too_long])


def optional_password() -> PasswordField:
    return PasswordField(
        lazy("Password"),
        [Optional(strip_whitespace=False)],
        description=lazy(
            "Leave empty to sign in with links by e-mail. Else at least %(count)s characters; "
            "a short sentence works well",
            count=passwords.SHORTEST,
        ),
    )


class ChoosesPassword(PortalForm):
    """A form with a new password, in a field called `password`."""

    about: tuple[str, ...] = ()
    """Words a stranger knows about whose password it is."""

    def validate_password(self, field: Field) -> None:
        brand = current_app.extensions["portal_settings"].brand.name
        fault = passwords.fault(field.data, about=(brand, *self.words_about()))
        if fault:
            raise ValidationError(fault)

    def words_about(self) -> tuple[str, ...]:
        return self.about


class SignInForm(PortalForm):
    email = address_field()
    password = typed_password(lazy("Password"), lazy("Enter your password"))


class LinkForm(PortalForm):
    email = address_field(id="link-email")


class ForgottenForm(PortalForm):
    email = address_field()


class RegisterForm(ChoosesPassword):
    name = name_field()
    email = address_field(description=lazy("We send a link there to confirm that it is yours"))
    password = optional_password()

    def words_about(self) -> tuple[str, ...]:
        return (self.name.data or "", self.email.data or "")


class ConfirmForm(PortalForm):
    password = PasswordField(
        lazy("The password you chose"),
        [Length(max=LONGEST_TYPED, message=lazy("This is too long for a password"))],
        description=lazy("You registered in another browser. Leave empty to go on without it"),
    )


class NewPasswordForm(ChoosesPassword):
    password = PasswordField(
        lazy("New password"),
        [DataRequired(lazy("Choose a password"))],
        description=lazy(
            "At least %(count)s characters; a short sentence works well", count=passwords.SHORTEST
        ),
    )


class ChangePasswordForm(NewPasswordForm):
    current = typed_password(lazy("Current password"), lazy("Enter your current password"))


class JoinForm(ChoosesPassword):
    """A colleague in a customer's organisation."""

    name = name_field()
    password = optional_password()


class JoinStaffForm(ChoosesPassword):
    name = name_field()
    password = NewPasswordForm.password


class NameForm(PortalForm):
    name = name_field()


class CodeForm(PortalForm):
    code = StringField(
        "Code",
        [DataRequired("Enter the six digits of your app"), Length(max=60, message="Six digits")],
    )


class InviteStaffForm(PortalForm):
    name = name_field("Name", "Enter their name")
    email = address_field()
    role = RadioField("Role", [DataRequired("Choose a role")], choices=_names(ROLES))


class RoleForm(PortalForm):
    role = RadioField("Role", choices=_names(ROLES))


class InviteColleagueForm(PortalForm):
    name = name_field(lazy("Name"), lazy("Enter their name"))
    email = address_field()
    sees = RadioField(
        lazy("What they see"),
        [DataRequired(lazy("Choose what they see"))],
        choices=_names(SIGHTS),
        default=Sight.OWN.value,
    )


class SightForm(PortalForm):
    sees = RadioField(lazy("What they see"), choices=_names(SIGHTS))
