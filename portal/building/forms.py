"""Forms about builds."""

from wtforms import StringField
from wtforms.validators import Length, Optional

from portal.building.saving import LONGEST_NAME
from portal.web.forms import PortalForm, one_line
from portal.web.languages import lazy


class NameForm(PortalForm):
    name = StringField(
        lazy("Name"),
        [
            Optional(),
            Length(max=LONGEST_NAME, message=lazy("Keep it to 80 characters")),
            one_line,
        ],
        description=lazy("Like “For commuting” or “Mia’s”"),
    )
