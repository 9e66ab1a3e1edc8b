"""Search of tickets: an index by hand, and triggers that forget what has changed"""

from alembic import op

revision = "0006"
down_revision = "0005"

OF_CUSTOMER = "IN (SELECT id FROM tickets WHERE customer_id = new.{column})"
FORGET = {
    "replies_changed": (
        "AFTER UPDATE OF body, ticket_id ON replies",
        "IN (old.ticket_id, new.ticket_id)",
    ),
    "replies_gone": ("AFTER DELETE ON replies", "= old.ticket_id"),
    "tickets_changed": (
        "AFTER UPDATE OF subject, customer_id, contact_point_id, order_id, last_word_at ON tickets",
        "= new.id",
    ),
    "tickets_gone": ("AFTER DELETE ON tickets", "= old.id"),
    "customers_changed": ("AFTER UPDATE OF name ON customers", OF_CUSTOMER.format(column="id")),
    "contact_points_changed": (
        "AFTER UPDATE OF name, address, customer_id ON contact_points",
        OF_CUSTOMER.format(column="customer_id"),
    ),
}
"""After what the index no longer says what a ticket says; the verb or a sweep adds it anew."""


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_tickets USING fts5("
            "words, tokenize='unicode61 remove_diacritics 2', prefix='3')"
        )
        for name, (when, which) in FORGET.items():
            op.execute(
                f"CREATE TRIGGER search_{name} {when} "
                f"BEGIN DELETE FROM search_tickets WHERE rowid {which}; END"
            )
        return
    op.execute(
        "CREATE TABLE search_tickets (ticket_id integer PRIMARY KEY, words tsvector NOT NULL)"
    )
    op.execute(
        "CREATE INDEX ix_search_tickets_words ON search_tickets "
        "USING gin (words) WITH (fastupdate = off)"
    )
    for name, (when, which) in FORGET.items():
        op.execute(
            f"CREATE FUNCTION search_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN DELETE FROM search_tickets WHERE ticket_id {which}; RETURN NULL; END$$"
        )
        op.execute(
            f"CREATE TRIGGER search_{name} {when} FOR EACH ROW EXECUTE FUNCTION search_{name}()"
        )


def downgrade() -> None:
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for name, (when, _which) in FORGET.items():
        if is_sqlite:
            op.execute(f"DROP TRIGGER search_{name}")
        else:
            op.execute(f"DROP TRIGGER search_{name} ON {when.rpartition(' ')[2]}")
            op.execute(f"DROP FUNCTION search_{name}()")
    op.execute("DROP TABLE search_tickets")
