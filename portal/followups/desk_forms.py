"""The forms in which a playbook is written. They say what the document of a version says."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.followups.audience import when
from portal.followups.sentences import KINDS, MEASURES
from portal.followups.spec import Kind, StopRule, Trigger, TriggerKind
from portal.followups.stopping import RULES
from portal.web.forms import PortalForm, one_line

NOBODY = ""
MOST_PRODUCTS = 20


class PlaybookForm(PortalForm):
    """What sets it off, whom it is for, and its rules."""

    title = StringField(
        "What is it called?", [DataRequired("Give it a name"), Length(max=120), one_line]
    )
    kind = SelectField("What is it?", choices={each.value: words for each, words in KINDS.items()})
    owner = SelectField("Who answers for it?", coerce=str)
    care_of = SelectField("Who looks after the concerns it opens?", coerce=str)
    why = TextAreaField(
        "Why does somebody get this?",
        [DataRequired("Say why, as the customer reads it"), Length(max=500)],
        description="Customers read this sentence under each mail.",
    )
    trigger = SelectField(
        "What sets it off?",
        choices={each.value: when(Trigger(kind=each)).replace(" for 0 days", " for some time")
                 .replace("The day comes: None", "A day of the calendar comes")
                 for each in TriggerKind},
    )  # fmt: skip
    silent_days = IntegerField(
        "After how many days of silence?", [Optional(), NumberRange(1, 3650, "From 1 to 3650")]
    )
    on = DateField("On which day?", [Optional()])
    products = StringField(
        "Only for these products",
        [Optional(), Length(max=500), one_line],
        description="Names with commas between them. Empty: all of them.",
    )
    cost_at_least = IntegerField(
        "Only if it cost at least (€)", [Optional(), NumberRange(0, 100_000, "Up to 100,000")]
    )
    is_person = BooleanField("Only people, no organisations")
    first_order = BooleanField("Only about somebody's first order")
    badly_handled = BooleanField("Only after a concern that we handled badly")
    stops = SelectMultipleField(
        "What stops it?",
        choices={each.value: RULES[each] for each in StopRule},
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    cap_most = IntegerField(
        "At most so many mails", [Optional(), NumberRange(1, 100, "From 1 to 100")]
    )
    cap_days = IntegerField("in so many days", [Optional(), NumberRange(1, 365, "From 1 to 365")])
    quiet_from = TimeField("Quiet from", [Optional()])
    quiet_until = TimeField("Quiet until", [Optional()])
    expires_after_days = IntegerField(
        "After how many days is it too late?",
        [InputRequired("Say after how many days"), NumberRange(1, 90, "From 1 to 90")],
    )
    holdout_percent = IntegerField(
        "How many of 100 get nothing, so that we can measure?",
        [InputRequired("Write 0 for nobody"), NumberRange(0, 50, "From 0 to 50")],
    )
    measure = SelectField("What is it measured by?", choices=MEASURES)
    window_days = IntegerField(
        "In how many days?",
        [Optional(), NumberRange(1, 365, "From 1 to 365")],
        description="Counted from when the first mail is due, for those held back as well.",
    )

    def document(self, before: dict[str, Any]) -> dict[str, Any]:
        """The document of `before` with what was written here."""
        trigger: dict[str, Any] = {"kind": self.trigger.data}
        if self.trigger.data == TriggerKind.LAPSED and self.silent_days.data:
            trigger["days"] = self.silent_days.data
        if self.trigger.data == TriggerKind.DATE and self.on.data:
            trigger["on"] = self.on.data.isoformat()
        quiet, cap = None, None
        if self.quiet_from.data and self.quiet_until.data:
            quiet = [f"{self.quiet_from.data:%H:%M}", f"{self.quiet_until.data:%H:%M}"]
        if self.cap_most.data and self.cap_days.data:
            cap = {"most": self.cap_most.data, "days": self.cap_days.data}
        return before | {
            "kind": self.kind.data,
            "why": before.get("why", {}) | {"en": self.why.data},
            "trigger": trigger,
            "audience": self._audience(before),
            "bases": []
            if self.kind.data == Kind.SERVICE
            else before.get("bases") or ["consent", "soft_opt_in"],
            "stops": sorted(self.stops.data or []),
            "quiet": quiet,
            "cap": cap,
            "expires_after_days": self.expires_after_days.data,
            "holdout_percent": self.holdout_percent.data,
            "measure": self.measure.data,
            "window_days": self.window_days.data or before.get("window_days", 30),
        }

    def _audience(self, before: dict[str, Any]) -> list[dict[str, Any]]:
        names = [each.strip() for each in (self.products.data or "").split(",") if each.strip()]
        found: list[dict[str, Any]] = [
            each for each in before.get("audience", []) if each["fact"] == "language"
        ]
        if names:
            found.append({"fact": "product", "any_of": names[:MOST_PRODUCTS]})
        if self.cost_at_least.data:
            found.append({"fact": "cost_at_least", "amount": self.cost_at_least.data})
        flags = (self.is_person, self.first_order, self.badly_handled)
        return found + [{"fact": each.name} for each in flags if each.data]


class LetterForm(PortalForm):
    """One step in one language: when it goes, and its blocks."""

    name = StringField(
        "What is this step called?", [DataRequired("Give it a name"), Length(max=100), one_line]
    )
    after_days = IntegerField(
        "How many days after?",
        [InputRequired("Write 0 for the same day"), NumberRange(-1000, 1000, "From -1000 to 1000")],
        description="A day before is -1.",
    )
    working_days = BooleanField("Count working days only")
    at = TimeField("At what time, where they live?", [InputRequired("A time, like 10:00")])
    subject = StringField("Subject", [DataRequired("Write a subject"), Length(max=150), one_line])
    heading = StringField("Heading", [DataRequired("Write a heading"), Length(max=150), one_line])
    text = TextAreaField("Text", [DataRequired("Write what it says"), Length(max=3000)],
                         description="Leave a line empty between paragraphs.")  # fmt: skip
    with_answers = BooleanField("Buttons to answer: all good, something is wrong")
    with_product = BooleanField("A card with the product and its warranty")
    advice = TextAreaField("Advice", [Optional(), Length(max=3000)])
    signature = StringField("Signature", [DataRequired("Sign it"), Length(max=150), one_line])

    def letter(self) -> dict[str, Any]:
        blocks: list[dict[str, str]] = [
            {"kind": "heading", "text": self.heading.data or ""},
            {"kind": "text", "text": self.text.data or ""},
        ]
        if self.advice.data:
            blocks.append({"kind": "advice", "text": self.advice.data})
        if self.with_answers.data:
            blocks.append({"kind": "answers"})
        if self.with_product.data:
            blocks.append({"kind": "product"})
        blocks.append({"kind": "signature", "text": self.signature.data or ""})
        return {"subject": self.subject.data, "blocks": blocks}
