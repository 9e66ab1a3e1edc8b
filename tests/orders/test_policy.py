from sqlalchemy import select

from portal.database import session
from portal.orders import policy
from portal.orders.models import Order
from tests import make


def test_the_database_and_python_agree_on_who_sees_what(ana, ben, maria, olaf, kim, mark):
    orders = [make.order(of=who) for who in (ana, ben, maria)]

    for user in (ana, ben, maria, olaf, kim, mark):
        by_sql = set(session.scalars(select(Order).where(policy.visible_to(user))))
        assert by_sql == {order for order in orders if policy.may_read(user, order)}


def test_colleagues_see_the_orders_of_their_organisation(maria, olaf):
    assert policy.may_read(olaf, make.order(of=maria))
