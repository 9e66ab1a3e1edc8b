"""100,000 tickets, 300,000 follow-ups, 20 members of staff."""

import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from helpdesk.models import Queue  # noqa: E402

TICKETS = 100_000
WORDS = (
    "invoice,printer,login,password,export,shipment,quote,order,delivery,broken,"
    "slow,error,timeout,report,dashboard,account,upgrade,license,renewal,refund"
)


def some_words(count):
    return (
        f"(select string_agg((string_to_array('{WORDS}', ','))[1 + floor(random() * 20)::int], ' ')"
        f" from generate_series(1, {count}) g where g > 0 * s)"
    )


User.objects.create_superuser("admin", "admin@example.com", "pw")
password = make_password("pw")
for number in range(2, 21):
    User.objects.create(
        username=f"agent{number}",
        email=f"agent{number}@example.com",
        password=password,
        is_staff=True,
    )
for title in ["Billing", "Technical", "Sales", "Delivery", "Account", "Other"]:
    Queue.objects.create(title=title, slug=title.lower(), allow_public_submission=True)
with connection.cursor() as cursor:
    cursor.execute(
        f"""insert into helpdesk_ticket
            (title, created, modified, submitter_email, status, on_hold, description, priority,
             assigned_to_id, queue_id, secret_key)
        select {some_words(6)}, t, t + random() * interval '10 day',
            'user' || (1 + s %% 20000) || '@example.com',
            (array[1, 1, 2, 3, 3, 4, 4, 4, 4, 4])[1 + floor(random() * 10)::int], false,
            {some_words(60)}, 1 + floor(random() * 5)::int,
            case when random() < 0.8 then
                (select min(id) from auth_user) + floor(random() * 20)::int end,
            (select min(id) from helpdesk_queue) + floor(random() * 6)::int, md5(s::text)
        from (select s, now() - random() * interval '365 day' t
            from generate_series(1, %s) s) raised""",
        [TICKETS],
    )
    cursor.execute(
        f"""insert into helpdesk_followup (date, title, comment, public, ticket_id, user_id)
        select now() - random() * interval '300 day', 'Comment', {some_words(40)}, true, t.id,
            (select min(id) from auth_user) + floor(random() * 20)::int
        from helpdesk_ticket t, generate_series(1, 3) s"""
    )
    cursor.execute("analyze")
