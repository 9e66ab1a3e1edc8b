"""What can be typed in the demo's mailbox."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.web.forms import PortalForm


class AnswerForm(PortalForm):
    body = TextAreaField(
        "Answer this mail",
        [DataRequired("Write your answer"), Length(max=20_000, message="Keep it shorter")],
    )
