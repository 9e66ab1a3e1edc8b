"""What somebody looks for at the desk, as a condition of the queue.

Every word must be there: in the subject, in what was said, notes among staff included, or in the
customer's name, the addresses, the numbers of concern and order. Only letters and digits of what
was typed go into a query, so no operator of either engine ever does, and they can stand in the
statement itself: PostgreSQL then plans each search by how common its words are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from portal.articles.words import words_of
from portal.database import session
from portal.tickets.models import Ticket

MOST_TERMS = 8
SHORTEST_BEGINNING = 3
"""Of the last word so many letters are enough; fewer would be the beginning of everything."""
SPELL_DAYS = 16
SPELLS = 2
"""How far back to look before looking everywhere, in spells of SPELL_DAYS days."""
t = Ticket.__table__.c
Phrase = Sequence[str]


def matching(text: str, *, spells: Sequence[int] = ()) -> list[ColumnElement[bool]]:
    """Tickets that say all of it, perhaps only those whose last word fell into these spells."""
    terms, is_open = asked(text)
    if not terms:
        return [sa.false()]
    if session.database.is_sqlite:
        found = (
            f"SELECT rowid FROM search_tickets WHERE search_tickets MATCH '{_fts(terms, is_open)}'"
        )
        return [t.id.in_(sa.text(found).columns(sa.column("rowid", sa.Integer)))]
    within = "".join(f" & ({' | '.join(map(lexeme, spells))})" if spells else "")
    query = (_tsquery(terms, is_open) + within).replace("'", "''")
    says = sa.text(
        "EXISTS (SELECT 1 FROM search_tickets s WHERE s.ticket_id = tickets.id "
        f"AND s.words @@ CAST('{query}' AS tsquery))"
    )
    return [says]


def asked(text: str) -> tuple[list[Phrase], bool]:
    """What was typed as phrases, and whether the last one may be unfinished. What is written
    together stands together: an address, a number, whatever is in quotes."""
    phrases = [words_of(part) for part in _parts(text)]
    terms = [phrase for phrase in phrases if phrase][:MOST_TERMS]
    is_closed = text.rstrip().endswith('"')
    return terms, bool(terms and not is_closed and len(terms[-1][-1]) >= SHORTEST_BEGINNING)


def spell_of(moment: datetime) -> int:
    return int(moment.timestamp()) // 86_400 // SPELL_DAYS


def lexeme(spell: int) -> str:
    """As the index names a spell: no word of anybody's begins so."""
    return f"'~{spell}'"


def windows(latest: datetime) -> Iterator[Sequence[int]]:
    """The time before a moment in which to look first; then none, for everywhere."""
    if not session.database.is_sqlite:
        last = spell_of(latest)
        yield range(last, last - SPELLS, -1)
    yield ()


def _parts(text: str) -> Iterator[str]:
    """What is in quotes as a whole, the rest by its blanks."""
    for number, part in enumerate(text.split('"')):
        yield from [part] if number % 2 else part.split()


def _fts(terms: Sequence[Phrase], is_open: bool) -> str:
    return " ".join(f'"{" ".join(phrase)}"' for phrase in terms) + ("*" if is_open else "")


def _tsquery(terms: Sequence[Phrase], is_open: bool) -> str:
    query = " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in terms)
    return f"{query[:-1]}:*)" if is_open else query
