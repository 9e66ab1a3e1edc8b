"""The forms that keep a list and put it into a playbook."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm, one_line


class ListForm(PortalForm):
    name = StringField(
        "Keep these people as a list called",
        [DataRequired("Give the list a name"), Length(max=120), one_line],
    )


class EnrolForm(PortalForm):
    playbook = SelectField("Put them into", choices={}, coerce=str)
