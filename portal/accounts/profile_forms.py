"""What people fill in about their own addresses and passkeys."""

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length

from portal.accounts.forms import LONGEST_NAME, address_field, at_most
from portal.web.forms import PortalForm, one_line
from portal.web.languages import lazy

SIGN_IN_AGAIN = lazy(
    "You signed in more than an hour ago. Sign out, sign in with a new link, and come back here: so"
    " we know that it is you."
)


class AddressForm(PortalForm):
    """One more address, or another main one. Staff have one address alone."""

    email = address_field(lazy("Another address"), id="other-address")
    becomes_main = BooleanField(
        lazy("Make it my main address"),
        description=lazy("You sign in with it, and we write to it"),
    )


def passkey_name_field(label: str, **options: object) -> StringField:
    return StringField(
        label,
        [
            DataRequired(lazy("Give it a name, like My phone")),
            Length(max=LONGEST_NAME, message=at_most(LONGEST_NAME)),
            one_line,
        ],
        **options,
    )


class PasskeyForm(PortalForm):
    """A new passkey: the script on the page fills in what the device answers."""

    name = passkey_name_field(lazy("Name of the new passkey"), id="passkey-name")
    answer = HiddenField()


class RenamePasskeyForm(PortalForm):
    name = passkey_name_field(lazy("Name of the passkey"))
