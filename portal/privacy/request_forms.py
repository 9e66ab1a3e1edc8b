"""What somebody shows before they are erased: that it is them."""

from typing import Any

from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.accounts import attempts, passwords
from portal.accounts.models import User
from portal.customers.models import address_key
from portal.web.forms import PortalForm
from portal.web.languages import _, lazy
from portal.web.networks import this_network

LONGEST_TYPED = 1000


class PasswordProof(PortalForm):
    password = PasswordField(
        lazy("Your password"),
        [
            DataRequired(lazy("Enter your password")),
            Length(max=LONGEST_TYPED, message=lazy("This is too long for a password")),
        ],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def validate_password(self, field: PasswordField) -> None:
        network = this_network()
        if not attempts.may_try_password(self._user.email, network):
            raise ValidationError(_("Tried too often. Try again in a quarter of an hour"))
        if not passwords.matches(self._user.password_hash, field.data):
            raise ValidationError(_("This is not your password"))
        attempts.password_was_right(self._user.email, network)


class AddressProof(PortalForm):
    """For who signs in by links: with a sign-in of a moment ago, which came to that address."""

    address = StringField(
        lazy("Your e-mail address"),
        [DataRequired(lazy("Enter your e-mail address")), Length(max=250)],
        description=lazy("Type it once more, to show that you mean it"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def validate_address(self, field: StringField) -> None:
        if address_key(field.data) != self._user.email_key:
            raise ValidationError(_("This is not the address that you sign in with"))


def proof_of(user: User, formdata: Any = None) -> PortalForm:
    kind = PasswordProof if user.password_hash else AddressProof
    return kind(formdata, user=user)
