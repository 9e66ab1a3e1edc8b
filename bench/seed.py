"""A big company in a minute: 20,000 customers, 100,000 tickets with three replies each, 20 agents.

Straight into PostgreSQL, in the states the portal's own verbs would have left: a tenth new, a
fifth open, a fifth waiting, half of them solved; four in five with somebody.
"""

from flask import Flask
from sqlalchemy import text

from portal.access import Role
from portal.accounts.models import User
from portal.database import atomic, current_database, session

CUSTOMERS = 20_000
AGENTS = 20
MOST_WITH_REPLIES = 100_000
WORDS = (
    "invoice,printer,login,password,export,shipment,quote,order,delivery,broken,"
    "slow,error,timeout,report,dashboard,account,upgrade,license,renewal,refund"
)


def fill(app: Flask, tickets: int) -> None:
    with app.app_context():
        hire()
        with current_database().write.begin() as connection:
            for statement in STATEMENTS:
                connection.execute(text(statement), {"tickets": tickets, "customers": CUSTOMERS})
        autocommit = current_database().write.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))


@atomic()
def hire() -> None:
    for number in range(1, AGENTS + 1):
        address = f"agent{number}@marlow.example.com"
        session.add(User(name=f"Agent {number}", email=address, email_key=address, role=Role.AGENT))


def _some_words(count: int, salt: str) -> str:
    return (
        f"(SELECT string_agg((string_to_array('{WORDS}', ','))[1 + floor(random() * 20)::int], ' ')"
        f" FROM generate_series(1, {count}) g WHERE g > 0 * {salt})"
    )


STATEMENTS = (
    """INSERT INTO customers (id, kind, name, language, created_at)
    SELECT n, 'person', 'Customer Number ' || n, 'en', now()
    FROM generate_series(1, :customers) n""",
    """INSERT INTO contact_points
        (id, customer_id, name, address, address_key, verified_at, created_at)
    SELECT n, n, 'Customer Number ' || n, 'user' || n || '@example.com',
        'user' || n || '@example.com', now(), now()
    FROM generate_series(1, :customers) n""",
    f"""INSERT INTO tickets
        (id, customer_id, contact_point_id, assignee_id, kind, subject, snippet, state, priority,
         origin, confirmed_at, opened_at, due_at, first_promised_at, first_answered_at,
         last_word_at, solved_at, solved_by_customer)
    SELECT n, customer, customer,
        CASE WHEN chance < 0.8 THEN
            (SELECT min(id) FROM users) + floor(random() * {AGENTS})::int END,
        (ARRAY['complaint', 'question', 'broken', 'request'])[1 + floor(random() * 4)::int],
        {_some_words(6, "n")}, {_some_words(14, "n")}, state,
        (ARRAY['urgent', 'high', 'normal', 'normal', 'low'])[1 + floor(random() * 5)::int],
        'web', opened, opened,
        CASE WHEN state IN ('new', 'open') THEN now() + (random() * 6 - 2) * interval '1 day' END,
        opened + interval '8 hours',
        CASE WHEN state <> 'new' THEN opened + interval '5 hours' END,
        opened + random() * interval '10 days',
        CASE WHEN state = 'solved' THEN opened + interval '9 days' END, false
    FROM (SELECT n, 1 + n % :customers AS customer, random() AS chance,
            now() - random() * interval '365 days' AS opened,
            (ARRAY['new', 'open', 'open', 'waiting', 'waiting',
                'solved', 'solved', 'solved', 'solved', 'solved'])[1 + floor(random() * 10)::int]
                AS state
        FROM generate_series(1, :tickets) n) raised""",
    f"""INSERT INTO replies
        (customer_id, ticket_id, author_name, by_staff, visibility, origin, body, rest,
         is_unverified, notes, created_at)
    SELECT customer_id, id, 'Customer Number ' || customer_id, turn = 2, 'reply', 'web',
        {_some_words(40, "id")}, '', false, '{{"notes": []}}', opened_at + turn * interval '1 hour'
    FROM tickets, generate_series(1, 3) turn WHERE id <= {MOST_WITH_REPLIES}""",
)
