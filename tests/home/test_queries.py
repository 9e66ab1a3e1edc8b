import sqlalchemy as sa

from portal.database import current_database
from portal.orders.models import ProductionStage
from tests import make


def queries_of(browser):
    asked = []
    engine = current_database().read

    def count(connection, cursor, statement, *_rest):
        asked.append(statement)

    browser.visit("/")
    sa.event.listen(engine, "before_cursor_execute", count)
    assert browser.visit("/").status == 200
    sa.event.remove(engine, "before_cursor_execute", count)
    return len(asked)


def fill(user, kim, *, concerns, orders):
    for _ in range(concerns):
        make.ticket(by=user, answered_by=kim, assignee=kim)
        make.ticket(by=user, assignee=kim)
    for _ in range(orders):
        make.order(of=user, stage=ProductionStage.PAINT)
        make.order(of=user, stage=ProductionStage.DELIVERED)


def test_the_page_of_many_concerns_asks_no_more_than_that_of_one(ana, ben, kim, sign_in):
    fill(ana, kim, concerns=1, orders=1)
    fill(ben, kim, concerns=100, orders=25)

    assert queries_of(sign_in(ana)) == queries_of(sign_in(ben)) <= 40
