"""What is said when a version is published or withdrawn, and the files that come with a draft."""

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from portal.web.forms import PortalForm

LONGEST_NOTE = 2_000


class PublishForm(PortalForm):
    """`seen` is what the draft counted when its page was drawn."""

    seen = HiddenField()
    note = TextAreaField(
        "Why, for whoever looks back",
        [Optional(), Length(max=LONGEST_NOTE, message="Keep it to 2,000 characters")],
        description="Like “Belt drive now goes with every frame, prices of 2027”",
    )

    @property
    def seen_edits(self) -> int:
        seen = self.seen.data or ""
        return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1


class WithdrawForm(PortalForm):
    note = TextAreaField(
        "Why, for whoever looks back",
        [Optional(), Length(max=LONGEST_NOTE, message="Keep it to 2,000 characters")],
    )


class FileForm(PortalForm):
    file = FileField(
        "The model’s file", [FileRequired("Choose a file")], description="TOML or JSON, up to 5 MB"
    )


class DrawingForm(PortalForm):
    file = FileField(
        "A drawing in layers",
        [FileRequired("Choose a file")],
        description="SVG, up to 300 KB: shapes and colours, no script",
    )
