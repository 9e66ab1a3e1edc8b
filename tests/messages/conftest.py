"""Mails and their templates for the tests of the ledger and of what carries it."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from portal.messages.mail import Mail
from portal.messages.models import Message, MessageState, Purpose
from tests import make

TEMPLATES = {
    "letters/plain.txt": "Hello {{ name }},\n{{ words }}\n",
    "letters/plain.html": "<p>Hello {{ name }}</p>{{ words|paragraphs }}",
    "letters/dated.txt": "By {{ at|local }}",
    "letters/broken.txt": "Hello {{ nobody.name }}",
}
_numbers = count(1)


@pytest.fixture
def letters(app: Flask) -> Iterator[None]:
    """Templates of the tests' own beside those of the portal."""
    before = app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), before])
    yield
    app.jinja_env.loader = before


@pytest.fixture
def mail(letters: None) -> Callable[..., Mail]:
    """`mail(to_address="ana@example.com", subject=…)`: a mail nobody has posted yet."""
    return some_mail


@pytest.fixture
def asked(ana, kim) -> Message:
    """A mail of ours in a concern of Ana's."""
    ticket = make.ticket(by=ana, answered_by=kim)
    return make.message(to=ana, about=ticket, state=MessageState.SENT)


def some_mail(**parts: Any) -> Mail:
    usual: dict[str, Any] = {
        "to_address": "ana@example.com",
        "to_name": "Ana Ruiz",
        "customer": None,
        "purpose": Purpose.SERVICE,
        "reference": f"test:{next(_numbers)}",
        "subject": "Front brake squeals",
        "template": "letters/plain",
        "context": {"name": "Ana", "words": "We are looking into it."},
    }
    return Mail(**(usual | parts))
