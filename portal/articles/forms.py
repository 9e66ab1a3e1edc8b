"""What readers answer and what staff write."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from portal.articles.models import NOTHING_YET, SLUG
from portal.articles.texts import Text
from portal.articles.wording import TOPICS
from portal.articles.words import fold
from portal.web.forms import PortalForm, one_line
from portal.web.languages import LANGUAGES, lazy

LONGEST_SLUG = 80
LONGEST_BODY = 50_000
RESERVED = frozenset({"answered", "new", "suggest"})
"""Addresses under /help and /desk/articles that are pages of their own."""


class FeedbackForm(PortalForm):
    helpful = RadioField(
        lazy("Your answer"),
        [DataRequired(lazy("Choose yes or no"))],
        choices={"yes": lazy("Yes"), "no": lazy("No")},
    )
    words = TextAreaField(
        lazy("What is missing or unclear?"),
        [Optional(), Length(max=1000, message=lazy("Keep it under 1,000 characters"))],
        description=lazy("Nobody can answer you here, so leave out names and numbers."),
    )


def an_address(_form: FlaskForm, field: Field) -> None:
    if field.data in RESERVED or (field.data and not SLUG.fullmatch(field.data)):
        raise ValidationError("Use small letters, digits and hyphens, like belt-care")


class WritingForm(PortalForm):
    title = StringField(
        "Title",
        [DataRequired("Give it a title"), Length(max=120), one_line],
        description="In the reader's words: what they would search for.",
    )
    summary = StringField(
        "Summary",
        [DataRequired("Say in one sentence what it answers"), Length(max=240), one_line],
        description="One sentence, shown in lists and search engines.",
    )
    body = TextAreaField(
        "Text",
        [DataRequired("Write the article"), Length(max=LONGEST_BODY)],
        description="Markdown: ## heading, **bold**, - list, 1. steps, [link](/help/belt-care).",
    )
    seen = HiddenField(default=NOTHING_YET)

    @property
    def text(self) -> Text:
        return Text(title=self.title.data, summary=self.summary.data, body=self.body.data)


class NewArticleForm(WritingForm):
    slug = StringField(
        "Address",
        [Optional(), Length(max=LONGEST_SLUG), an_address],
        description="The end of its web address, for ever. Empty: made from the title.",
    )
    topic = SelectField("Topic", choices={topic.value: name for topic, name in TOPICS.items()})
    language = SelectField(
        "Language", choices={each.code: each.name for each in LANGUAGES.values()}
    )

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        self.slug.data = self.slug.data or slug_of(self.title.data)
        if not self.slug.data or self.slug.data in RESERVED:
            self.slug.errors = ["Write an address with small letters, digits and hyphens"]
            return False
        return True


class TopicForm(PortalForm):
    topic = SelectField(choices={topic.value: name for topic, name in TOPICS.items()})


def slug_of(title: str) -> str:
    """ "Größe: Which frame?" is "grosse-which-frame"; empty where no Latin letter is in it."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(title)))[:LONGEST_SLUG].strip("-")
