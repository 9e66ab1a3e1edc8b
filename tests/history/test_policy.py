from sqlalchemy import select

from portal.database import session
from portal.history import policy
from portal.history.models import Entry
from portal.history.recording import record
from portal.orders.events import StageReached


def test_the_database_and_python_agree_on_who_reads_it(ana, ben, kim, mark, mona):
    reached = StageReached(order_id=1, number="M-20001", stage="paint")
    entry = record(reached, customer=ana.customer, by=kim)

    for user in (ana, ben, kim, mark, mona):
        by_sql = session.scalars(select(Entry).where(policy.visible_to(user))).all()
        assert by_sql == ([entry] if policy.may_read(user, entry) else [])
