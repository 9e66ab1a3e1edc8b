"""What somebody looks for at the desk, as a condition of the queue.

Every word must be there: in the subject, in what was said, notes among staff included, or in the
customer's name, the addresses, the numbers of concern and order. Only letters and digits of what
was typed go into a query, so no operator of either engine ever does.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from portal.articles.words import words_of
from portal.database import session
from portal.tickets.models import Ticket
from portal.tickets.ordering import EPOCH

MOST_TERMS = 8
SHORTEST_BEGINNING = 3
"""Of the last word so many letters are enough; fewer would be the beginning of everything."""
SPELL = timedelta(days=2)
LONG_SPELL = timedelta(days=16)
"""What rows of the index name that were made before November 2026."""
t = Ticket.__table__.c
Phrase = Sequence[str]


class Asked(NamedTuple):
    """What was typed as phrases, and whether the last one may be unfinished."""

    terms: Sequence[Phrase]
    is_open: bool

    @property
    def is_one_word(self) -> bool:
        return len(self.words) == 1

    @property
    def words(self) -> list[str]:
        """Each as PostgreSQL is asked for it alone."""
        every = [f"'{word}'" for phrase in self.terms for word in phrase]
        return [*every[:-1], every[-1] + self._end]

    @property
    def tsquery(self) -> str:
        """All of it as PostgreSQL is asked for it."""
        phrases = (" <-> ".join(f"'{word}'" for word in phrase) for phrase in self.terms)
        return f"({') & ('.join(phrases)}{self._end})"

    @property
    def fts(self) -> str:
        """As SQLite is."""
        phrases = (f'"{" ".join(phrase)}"' for phrase in self.terms)
        return " ".join(phrases) + "*" * self.is_open

    @property
    def _end(self) -> str:
        return ":*" if self.is_open else ""


def asked(text: str) -> Asked:
    """What is written together stands together: an address, a number, whatever is in quotes."""
    phrases = [words_of(part) for part in _parts(text)]
    terms = [phrase for phrase in phrases if phrase][:MOST_TERMS]
    is_closed = text.rstrip().endswith('"')
    is_open = bool(terms and not is_closed and len(terms[-1][-1]) >= SHORTEST_BEGINNING)
    return Asked(terms, is_open)


def matching(asked: Asked) -> list[ColumnElement[bool]]:
    """Tickets that say all of it. The words stand in the statement itself: PostgreSQL then plans
    each search by how common they are."""
    if not asked.terms:
        return [sa.false()]
    if session.database.is_sqlite:
        found = f"SELECT rowid FROM search_tickets WHERE search_tickets MATCH '{asked.fts}'"
        return [t.id.in_(sa.text(found).columns(sa.column("rowid", sa.Integer)))]
    query = asked.tsquery.replace("'", "''")
    says = sa.text(
        "EXISTS (SELECT 1 FROM search_tickets s WHERE s.ticket_id = tickets.id "
        f"AND s.words @@ CAST('{query}' AS tsquery))"
    )
    return [says]


def spell_of(moment: datetime) -> str:
    """As the index names it: no word of anybody's begins so."""
    return f"'~~{(moment - EPOCH) // SPELL}'"


def spells_between(since: datetime, until: datetime) -> str:
    """All spells in which a moment of that time lies, as PostgreSQL is asked for them."""
    return " | ".join(
        [*_spells(SPELL, "~~", since, until), *_spells(LONG_SPELL, "~", since, until)]
    )


def _spells(length: timedelta, name: str, since: datetime, until: datetime) -> Iterator[str]:
    for number in range((since - EPOCH) // length, (until - EPOCH) // length + 1):
        yield f"'{name}{number}'"


def _parts(text: str) -> Iterator[str]:
    """What is in quotes as a whole, the rest by its blanks."""
    for number, part in enumerate(text.split('"')):
        yield from [part] if number % 2 else part.split()
