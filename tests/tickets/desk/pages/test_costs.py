"""The desk's two pages ask the database no question once for each of many things."""

from collections import Counter

import pytest
import sqlalchemy as sa

from portal.tickets import conversation
from tests import make


@pytest.fixture
def questions(app):
    """`questions(browser, path)`: what a second visit asks, and how often."""
    engine, asked = app.extensions["portal_database"].read, []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    def count(browser, path):
        browser.visit(path)
        asked.clear()
        assert browser.visit(path).status == 200
        return Counter(asked)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield count
    sa.event.remove(engine, "before_cursor_execute", note)


def no_oftener(many, few):
    """Some answers are kept for seconds, so each may be asked once more: never once for each."""
    return {asked: count for asked, count in many.items() if count > max(1, few[asked])} == {}


def test_the_queue_asks_no_more_for_fifty_than_for_one(questions, ana, kim, sign_in):
    make.ticket(by=ana, assignee=kim)
    browser = sign_in(kim)
    few = questions(browser, "/desk")

    for _ in range(50):
        make.ticket(by=ana, assignee=kim)

    assert no_oftener(questions(browser, "/desk"), few)


def test_a_long_talk_asks_no_more_than_a_short_one(questions, ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim, assignee=kim)
    browser, path = sign_in(kim), f"/desk/tickets/{ticket.number}"
    few = questions(browser, path)

    for _ in range(10):
        conversation.reply(ticket, body="It still squeals.", by=ana)
        make.reply(ticket, by=kim)

    assert no_oftener(questions(browser, path), few)


def test_a_customer_of_many_concerns_asks_no_more_than_one_of_one(questions, ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim)
    browser, path = sign_in(kim), f"/desk/tickets/{ticket.number}"
    few = questions(browser, path)

    for _ in range(8):
        make.ticket(by=ana, order=make.order(of=ana))

    assert no_oftener(questions(browser, path), few)
