"""The forms in which the policy and the levels of a customer are decided."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.promises.models import Level
from portal.relationship.rules import LATEST, LEVELS, LONGEST_NAME, MAILS, MOST_OWED, OTHERS
from portal.web.forms import Checkboxes, PortalForm, one_line

NAMES = {level.value: level.value.capitalize() for level in LEVELS}
NOBODY = ""


class LineForm(PortalForm):
    """One product line: what each of the five levels means for it."""

    name = StringField(
        "What is this line called?",
        [DataRequired("Give it a name"), Length(max=LONGEST_NAME), one_line],
    )
    products = TextAreaField(
        "Which products?",
        [Optional(), Length(max=5000)],
        description="One a line, as orders name them.",
        render_kw={"rows": 4},
    )
    default = SelectField(
        "Which level, where nobody decided on another?",
        choices=dict(NAMES),
    )
    owner = SelectField("Who asks, where no mail can?", coerce=str)
    reason = StringField(
        "Why is it changed?",
        [DataRequired("Say why, for whoever reads the history"), Length(max=250), one_line],
    )
    seen = HiddenField()

    def offer(self, staff: Sequence[Any]) -> None:
        self.owner.choices = {NOBODY: "Nobody yet"} | {str(each.id): each.name for each in staff}

    def cells(self) -> Iterator[tuple[Level, Any, list[tuple[Any, Any]]]]:
        """For each level its mails, and the name and days of each check-in."""
        for level in LEVELS:
            owed = [(self[f"{level}_name_{n}"], self[f"{level}_days_{n}"]) for n in _numbers()]
            yield level, self[f"{level}_mails"], owed

    def fill(self, line: Mapping[str, Any]) -> None:
        """What stands in it at first."""
        self.name.data, self.default.data = line["name"], line["default"]
        self.products.data = "\n".join(line["products"])
        self.owner.data = str(line.get("owner_id") or NOBODY)
        for level, mails, owed in self.cells():
            cell = line["levels"][level.value]
            mails.data = list(cell["allows"])
            for each, (name, days) in zip(cell["owes"], owed, strict=False):
                name.data, days.data = each["name"], each["within_days"]

    def line(self, key: str) -> dict[str, Any]:
        """The line as it was written here."""
        names = (" ".join(each.split()) for each in (self.products.data or "").splitlines())
        return {
            "key": key,
            "name": self.name.data,
            "products": [] if key == OTHERS else list(dict.fromkeys(filter(None, names))),
            "default": self.default.data,
            "owner_id": int(self.owner.data) if self.owner.data else None,
            "levels": {
                level.value: {
                    "owes": sorted(_owed(owed), key=lambda each: each["within_days"]),
                    "allows": [each for each in MAILS if each in (mails.data or ())],
                }
                for level, mails, owed in self.cells()
            },
        }

    def half_written(self) -> bool:
        """A check-in with a name and no day, or the other way round; said beside the field."""
        found = False
        for _level, _mails, owed in self.cells():
            for name, days in owed:
                if bool(name.data) is bool(days.data):
                    continue
                blank = days if name.data else name
                blank.errors = [*blank.errors, "Name the check-in and its working days"]
                found = True
        return found


class LevelForm(PortalForm):
    """What is decided for one product of a customer, or for all of them."""

    product = SelectField("For which product?", coerce=str)
    level = SelectField(
        "Which level?", choices={"": "As everybody: the default of the product line"} | NAMES
    )
    reason = StringField(
        "Why?", [DataRequired("Say why"), Length(max=250), one_line],
        description="Only staff read this.",
    )  # fmt: skip


def _numbers() -> range:
    return range(1, MOST_OWED + 1)


def _owed(fields: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [{"name": name.data, "within_days": days.data} for name, days in fields if name.data]


for _each in LEVELS:
    setattr(LineForm, f"{_each}_mails", Checkboxes("They may get", choices=dict(MAILS)))
    for _n in _numbers():
        setattr(
            LineForm,
            f"{_each}_name_{_n}",
            StringField(f"Check-in {_n}", [Optional(), Length(max=LONGEST_NAME), one_line]),
        )
        setattr(
            LineForm,
            f"{_each}_days_{_n}",
            IntegerField(
                "within working days",
                [Optional(), NumberRange(1, LATEST, f"From 1 to {LATEST}")],
            ),
        )
