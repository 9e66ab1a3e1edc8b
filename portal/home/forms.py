"""What the steps of arranging are asked with."""

from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from portal.home.layout import LONGEST_TITLE
from portal.home.moves import Move
from portal.web.forms import PortalForm, one_line
from portal.web.languages import lazy

MOST_AT_ONCE = 50


class StepForm(PortalForm):
    """One step. Names of tiles and moves are ours: another one is forged."""

    tile = StringField(validators=[InputRequired(), Length(max=80)])
    move = StringField(validators=[AnyOf([move.value for move in Move])])
    count = IntegerField(validators=[Optional(), NumberRange(1, MOST_AT_ONCE)])
    title = StringField(
        lazy("Name of this tile"),
        [
            one_line,
            Length(max=LONGEST_TITLE, message=lazy("Use at most %(max)d characters for the name")),
        ],
    )
