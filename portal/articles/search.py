"""Finding articles by their words, on SQLite (FTS5) and on PostgreSQL (tsvector).

What somebody typed is cut into plain words first, so no operator of either engine is ever in a
query. The index holds the published versions, a row each, in a table that a migration makes by
hand; whoever publishes or retires a version says so here, and a sweep puts right what a restored
backup left out.
"""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from portal.articles.models import ArticleVersion, VersionState
from portal.articles.words import asked, stem, words_of
from portal.database import atomic, lock, session

LONGEST_QUESTION = 200
FEW = 3
FIND = {
    "sqlite": """
        SELECT v.article_id FROM search_articles
        JOIN article_versions v ON v.id = search_articles.rowid
        WHERE search_articles MATCH :query AND v.state = 'published' AND v.language IN :languages
        ORDER BY bm25(search_articles, 10, 4, 1), v.id LIMIT :most
    """,
    "postgresql": """
        SELECT v.article_id FROM search_articles s
        JOIN article_versions v ON v.id = s.version_id
        WHERE s.words @@ CAST(:query AS tsquery)
        AND v.state = 'published' AND v.language IN :languages
        ORDER BY ts_rank(s.words, CAST(:ranking AS tsquery), 1) DESC, v.id
        LIMIT :most
    """,
}
"""PostgreSQL ranks words joined by & by how near they stand, SQLite by how much they say: with |
both do the latter."""
ADD = {
    "sqlite": "INSERT INTO search_articles (rowid, title, summary, body) "
    "VALUES (:id, :title, :summary, :body)",
    "postgresql": "INSERT INTO search_articles (version_id, words) "
    "VALUES (:id, CAST(:words AS tsvector))",
}
KEY = {"sqlite": "rowid", "postgresql": "version_id"}


def find(question: str, *, languages: Sequence[str], most: int) -> list[int]:
    """Ids of at most `most` published articles, the best first.

    All words must be there, the last one perhaps unfinished. When only a few articles have them
    all, those follow that have any of them, or another form of it, in their title or summary.
    """
    words = asked(question[:LONGEST_QUESTION])
    if not words:
        return []
    found = _run(_every(words), languages, most)
    if len(found) < FEW:
        found += _run(_any(words), languages, most)
    return list(dict.fromkeys(found))[:most]


@atomic()
def add(version: ArticleVersion) -> None:
    lock(version)
    remove(version)
    fields = {"title": version.title, "summary": version.summary, "body": version.body}
    words = {name: words_of(text) for name, text in fields.items()}
    if session.database.is_sqlite:
        values = {name: " ".join(each) for name, each in words.items()}
    else:
        values = {"words": _tsvector(words)}
    session.execute(sa.text(ADD[_engine()]), {"id": version.id, **values})


@atomic()
def remove(version: ArticleVersion) -> None:
    gone = f"DELETE FROM search_articles WHERE {KEY[_engine()]} = :id"
    session.execute(sa.text(gone), {"id": version.id})


def missing() -> Sequence[ArticleVersion]:
    """Published versions that the index does not know."""
    known = sa.text(f"SELECT {KEY[_engine()]} FROM search_articles")
    return session.scalars(
        sa.select(ArticleVersion).where(
            ArticleVersion.state == VersionState.PUBLISHED,
            ArticleVersion.id.not_in(known.columns(sa.column("id", sa.Integer)).scalar_subquery()),
        )
    ).all()


def _engine() -> str:
    return "sqlite" if session.database.is_sqlite else "postgresql"


def _run(query: str, languages: Sequence[str], most: int) -> list[int]:
    statement = sa.text(FIND[_engine()]).bindparams(sa.bindparam("languages", expanding=True))
    # An article may be found once in each language.
    values = {"query": query, "languages": languages, "most": most * len(languages)}
    if not session.database.is_sqlite:
        values["ranking"] = query.replace("&", "|")
    return list(session.execute(statement, values).scalars())


def _every(words: Sequence[str]) -> str:
    *whole, last = words
    if session.database.is_sqlite:
        return " ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
    return " & ".join([*(f"'{word}'" for word in whole), f"'{last}':*"])


def _any(words: Sequence[str]) -> str:
    stems = [stem(word) for word in words]
    if session.database.is_sqlite:
        return "{title summary} : (" + " OR ".join(f'"{each}"*' for each in stems) + ")"
    return " | ".join(f"'{each}':*AB" for each in stems)


def _tsvector(words: dict[str, list[str]]) -> str:
    """Ready made: PostgreSQL's own parser would cut numbers, dates and addresses its own way."""
    weighed = zip(("A", "B", "D"), words.values(), strict=True)
    return " ".join(_lexemes((word, weight) for weight, each in weighed for word in each))


def _lexemes(weighed: Iterable[tuple[str, str]]) -> Iterable[str]:
    for position, (word, weight) in enumerate(weighed, start=1):
        yield f"'{word}':{min(position, 16_383)}{weight}"
