"""Search of articles: an index by hand, because neither engine's kind is in the models"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_articles USING fts5("
            "title, summary, body, tokenize='unicode61 remove_diacritics 2', prefix='2 3 4')"
        )
    else:
        op.execute(
            "CREATE TABLE search_articles (version_id integer PRIMARY KEY "
            "REFERENCES article_versions (id) ON DELETE CASCADE, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_articles_words ON search_articles USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE search_articles")
