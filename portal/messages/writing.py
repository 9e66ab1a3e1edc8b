"""Filling in a mail's templates for its reader: their language and time zone, not those of whoever
causes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app, g
from jinja2 import TemplateNotFound

from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import find_contact_point
from portal.messages.mail import Mail
from portal.reading import safe_text
from portal.web.formatting import Reader
from portal.web.languages import FALLBACK, LANGUAGES, Language, language, speaking

MOST_CHARACTERS = 400_000


@dataclass(frozen=True)
class Words:
    """What the mail says: its subject, its plain text and its HTML."""

    subject: str
    text: str
    html: str | None


def write(mail: Mail) -> Words:
    """The words of `mail`. Whatever a template raises comes through; see the ledger."""
    return write_at(mail, find_contact_point(mail.to_address))


def write_at(mail: Mail, known: ContactPoint | None) -> Words:
    """The same for who knows already whose address it goes to."""
    return _written(mail, known, language_at(known, mail.customer))


def write_in(mail: Mail, spoken: Language) -> Words:
    """The words in `spoken`, whatever its reader has chosen."""
    return _written(mail, find_contact_point(mail.to_address), spoken)


def _written(mail: Mail, known: ContactPoint | None, spoken: Language) -> Words:
    with speaking(spoken), _read_by(_reader_at(known, mail.customer)):
        subject = str(mail.subject)
        context = {"lang": language().tag, "dir": language().direction, "subject": subject}
        context |= mail.context
        text = current_app.jinja_env.get_template(f"{mail.template}.txt").render(context)
        html = _html(f"{mail.template}.html", context)
    if html is not None and len(html) > MOST_CHARACTERS:
        html = None
    return Words(subject, safe_text.block(text).strip()[:MOST_CHARACTERS] + "\n", html)


def _html(name: str, context: dict[str, object]) -> str | None:
    """The twin in HTML; a mail may do without."""
    try:
        template = current_app.jinja_env.get_template(name)
    except TemplateNotFound as missing:
        if missing.name == name:
            return None
        raise
    return safe_text.block(template.render(context)).strip() + "\n"


def language_at(known: ContactPoint | None, customer: Customer | None) -> Language:
    """What is read at that address: as chosen there, else as the customer does."""
    own = (known and known.language) or (customer and customer.language)
    if own is None:
        return language()  # a stranger reads what the page they came by is in
    return LANGUAGES[own if own in LANGUAGES else FALLBACK]


def _reader_at(known: ContactPoint | None, customer: Customer | None) -> Reader:
    own = (known and known.time_zone) or (customer and customer.time_zone)
    zone = own or current_app.extensions["portal_settings"].time_zone
    return Reader(zone=ZoneInfo(zone), locale=language().locale)


@contextmanager
def _read_by(reader: Reader) -> Iterator[None]:
    """The filters show times to `g.reader`; on a request that is whoever looks at the page."""
    before = g.get("reader")
    g.reader = reader
    try:
        yield
    finally:
        if before is None:
            g.pop("reader")
        else:
            g.reader = before
