"""What leads fill in about departments and rules."""

from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import EmailField
from wtforms.validators import DataRequired, Length, Optional, StopValidation

from portal.accounts.forms import an_address
from portal.routing.rules import Deal, Rule, Standing
from portal.tickets.models import Origin, Priority, TicketKind
from portal.tickets.tagging import tag_of
from portal.web.forms import Checkboxes, PortalForm, one_line
from portal.web.languages import LANGUAGES

MOST_WORDS = 20
LONGEST_WORD = 60
MOST_TAGS = 5
INSIDE, PARTNER = "inside", "partner"
DEALS = {
    Deal.NOBODY: "Nobody: anyone there takes it",
    Deal.LOAD: "Whoever there has the fewest open",
    Deal.TURN: "The next there in turn",
    Deal.PERSON: "Always the same person",
}


def if_outside(form: PortalForm, field: EmailField) -> None:
    if form.where.data == PARTNER and not field.data:
        raise StopValidation("Enter the address where they read mail")


class DepartmentForm(PortalForm):
    where = RadioField(
        "Where does it work?",
        choices={
            INSIDE: "Here, at the desk",
            PARTNER: "Outside, at a supplier or partner",
        },
        default=INSIDE,
    )
    name = StringField(
        "Name",
        [
            DataRequired("Give it a name"),
            Length(max=60, message="Keep it to 60 characters"),
            one_line,
        ],
    )
    purpose = TextAreaField(
        "What is it for?",
        [
            DataRequired("Say in a sentence what it is for"),
            Length(max=1_000, message="Keep it to 1,000 characters"),
        ],
        description="In the words customers use: proposals for new concerns learn from it",
        render_kw={"rows": 3},
    )
    address = EmailField(
        "E-mail address of a partner",
        [
            if_outside,
            Optional(),
            Length(max=250, message="Keep it to 250 characters"),
            one_line,
            an_address,
        ],
        description="Jobs for them go there, each with a link that opens it",
    )
    members = Checkboxes("Who works there?", [Optional()], coerce=str)

    def offer(self, staff: Mapping[int, str]) -> None:
        self.members.choices = {str(user_id): name for user_id, name in staff.items()}


class RetireForm(PortalForm):
    to = SelectField("Where do its open concerns go?")

    def offer(self, others: Mapping[int, str]) -> None:
        self.to.choices = {"": "To no department"} | {str(i): name for i, name in others.items()}


class RuleForm(PortalForm):
    """A rule as a sentence: when all of this, then all of that."""

    kind = SelectField("it is")
    origin = SelectField("it came by")
    language = SelectField("the customer reads")
    product = StringField(
        "the order’s product is",
        [Optional(), Length(max=100, message="Keep the product to 100 characters"), one_line],
    )
    words = StringField(
        "the text says one of",
        [Optional(), Length(max=500, message="Keep the words to 500 characters"), one_line],
        description="Apart by commas. The beginning of a word is enough: brake finds brakes",
    )
    sender = StringField(
        "the address ends with",
        [Optional(), Length(max=100, message="Keep the address to 100 characters"), one_line],
    )
    department = SelectField("hand it to")
    priority = SelectField("set it to")
    tags = StringField(
        "tag it",
        [Optional(), Length(max=200, message="Keep the tags to 200 characters"), one_line],
        description="Apart by commas",
    )
    deal = SelectField("assign it to", choices={each.value: text for each, text in DEALS.items()})
    assignee = SelectField("that person is")
    goes_on = BooleanField("and look further: rules below may add to it")
    is_on = BooleanField("This rule is on", default=True)

    def offer(self, standing: Standing, rule: Rule | None = None) -> None:
        """The choices of today, and what the rule names although it is no choice any more."""
        self.kind.choices = _any("anything", TicketKind)
        self.origin.choices = _any("any way", Origin)
        self.language.choices = {"": "any language"} | {
            code: spoken.name for code, spoken in LANGUAGES.items()
        }
        self.priority.choices = _any("the usual priority", Priority)
        self.department.choices = {"": "no department"} | _named(standing.departments)
        self.assignee.choices = {"": "nobody"} | _named(standing.staff)
        if rule and rule.department_id and rule.department_id not in standing.departments:
            self.department.choices[str(rule.department_id)] = "a retired department"
        if rule and rule.assignee_id and rule.assignee_id not in standing.staff:
            self.assignee.choices[str(rule.assignee_id)] = "somebody who left"

    def validate_words(self, field: StringField) -> None:
        words = _apart(field.data)
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            raise ValidationError(f"Name up to {MOST_WORDS} words of {LONGEST_WORD} letters")

    def validate_tags(self, field: StringField) -> None:
        if len(_apart(field.data)) > MOST_TAGS:
            raise ValidationError(f"Put up to {MOST_TAGS} tags")

    def validate_deal(self, field: SelectField) -> None:
        if field.data in (Deal.LOAD, Deal.TURN) and not self.department.data:
            raise ValidationError("Choose a department first: it is dealt among its people")
        if field.data == Deal.PERSON and not self.assignee.data:
            raise ValidationError("Choose the person it is assigned to")

    def rule(self, key: int) -> Rule:
        is_for_one = self.deal.data == Deal.PERSON
        return Rule(
            key=key,
            is_on=self.is_on.data,
            goes_on=self.goes_on.data,
            kind=self.kind.data,
            origin=self.origin.data,
            language=self.language.data,
            product=self.product.data or "",
            sender=(self.sender.data or "").lower(),
            words=tuple(_apart(self.words.data)),
            department_id=int(self.department.data) if self.department.data else None,
            priority=self.priority.data,
            tags=tuple(filter(None, (tag_of(tag) for tag in _apart(self.tags.data)))),
            deal=Deal(self.deal.data),
            assignee_id=int(self.assignee.data) if is_for_one else None,
        )


def filled_with(rule: Rule) -> dict[str, Any]:
    """A rule as the fields of its form."""
    return {
        "kind": rule.kind,
        "origin": rule.origin,
        "language": rule.language,
        "product": rule.product,
        "sender": rule.sender,
        "words": ", ".join(rule.words),
        "department": str(rule.department_id or ""),
        "priority": rule.priority,
        "tags": ", ".join(rule.tags),
        "deal": rule.deal.value,
        "assignee": str(rule.assignee_id or ""),
        "goes_on": rule.goes_on,
        "is_on": rule.is_on,
    }


def _apart(text: str | None) -> list[str]:
    every = (" ".join(each.split()) for each in (text or "").split(","))
    return list(dict.fromkeys(each for each in every if each))


def _any(nothing: str, kind: Any) -> dict[str, str]:
    return {"": nothing} | {member.value: member.value for member in kind}


def _named(things: Mapping[int, str]) -> dict[str, str]:
    return {str(number): name for number, name in things.items()}
