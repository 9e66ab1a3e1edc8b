"""Two identities of one person become one, with everything, once, and never somebody else's."""

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import addresses, links, merging
from portal.accounts.events import CustomersMerged
from portal.accounts.models import AddressChange, LinkPurpose, SignIn, User
from portal.accounts.signing_up import user_at
from portal.accounts.standing import Standing, standing
from portal.customers.merging import _naming
from portal.customers.models import ContactPoint, Customer
from portal.customers.registering import contact_point_for, find_contact_point
from portal.database import Model, atomic, session
from portal.history.models import Entry
from portal.home import arranging, starting
from portal.home.moves import Move, Step
from portal.messages.models import Message
from portal.orders.models import Order
from portal.privacy.models import Erasure, ErasureState
from portal.privacy.requests import ask_to_be_erased
from portal.tickets.conversation import reply
from portal.tickets.models import Draft, Reply, Ticket
from tests import make

PRIVATE = "anita@home.example.com"


@pytest.fixture
def anita(app):
    """Ana at home: the same person, under another address."""
    return make.user("Ana at home", email=PRIVATE)


def token_in(mailbox, address):
    return mailbox.links(address)[0].rpartition("/")[2]


def agreed(ana, mailbox, address=PRIVATE):
    """Both mailboxes have confirmed that Ana wants the two joined."""
    change = addresses.ask(ana, address, becomes_main=False)
    addresses.confirm(token_in(mailbox, address), by=ana)
    addresses.confirm(token_in(mailbox, ana.email), by=ana)
    return change


@atomic()
def add(*rows):
    session.add_all(rows)


def rows_naming(model, row_id):
    return {
        f"{table}.{column.name}": count
        for table, columns in _naming(model).items()
        for column in columns
        if (count := session.scalar(
            sa.select(sa.func.count()).select_from(table).where(column == row_id)))
    }  # fmt: skip


def test_everything_moves(ana, anita, kim, mailbox, sign_in):
    sign_in(anita)
    order = make.order(of=anita)
    first = make.ticket(by=anita, order=order, answered_by=kim, noted_by=kim)
    make.ticket(by=anita, subject="Again", follows_id=first.id)
    make.ticket(by=ana)
    make.attachment(first.replies[0])
    make.message(to=anita, about=first)
    add(Draft(user_id=anita.id, place="reply", fields={"body": "half"}))
    change = agreed(ana, mailbox)
    absorbed, user_id = anita.customer_id, anita.id

    merging.join(change, by=ana)

    assert rows_naming(Customer, absorbed) == {}
    assert rows_naming(User, user_id) == {}
    assert session.get(Customer, absorbed) is None
    assert session.get(User, user_id) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
    for model, count in ((Ticket, 3), (Order, 1), (ContactPoint, 2)):
        assert [row.customer_id for row in session.scalars(sa.select(model))] == (
            [ana.customer_id] * count
        )
    assert {each.customer_id for each in session.scalars(sa.select(Reply))} == {ana.customer_id}
    assert {each.raised_by_id for each in session.scalars(sa.select(Ticket))} == {ana.id}
    assert session.scalars(sa.select(Draft.user_id)).all() == [ana.id]
    assert find_contact_point(PRIVATE).user_id == ana.id


def test_nothing_moves_before_somebody_says_so(ana, anita, mailbox):
    make.ticket(by=anita)

    agreed(ana, mailbox)

    assert session.scalars(sa.select(Ticket.customer_id)).all() == [anita.customer_id]


@pytest.mark.parametrize("pressed", [[], [PRIVATE], ["ana@example.com"]])
def test_both_mailboxes_have_to_agree(ana, anita, mailbox, pressed):
    change = addresses.ask(ana, PRIVATE, becomes_main=True)
    for address in pressed:
        addresses.confirm(token_in(mailbox, address), by=ana)

    with pytest.raises(merging.CannotJoin):
        merging.join(change, by=ana)


def test_the_other_is_told_and_signs_in_as_the_one_who_remains(ana, anita, mailbox):
    merging.join(agreed(ana, mailbox), by=ana)

    for address in (ana.email, PRIVATE):
        assert mailbox.to(address)[-1].subject.startswith("Two accounts at")
    link = links.issue(LinkPurpose.SIGN_IN, address=PRIVATE)
    assert user_at(find_contact_point(PRIVATE)) == ana
    assert links.peek(LinkPurpose.SIGN_IN, link)


def test_twice_is_once(ana, anita, mailbox):
    change = agreed(ana, mailbox)
    merging.join(change, by=ana)

    with pytest.raises(merging.CannotJoin):
        merging.join(change, by=ana)


def test_somebody_who_wrote_without_an_account_is_joined_too(ana, mailbox):
    stranger = contact_point_for(PRIVATE, name="A. Ruiz")

    merging.join(agreed(ana, mailbox), by=ana)

    assert find_contact_point(PRIVATE).customer_id == ana.customer_id
    assert find_contact_point(PRIVATE).user_id == ana.id
    assert session.scalars(sa.select(Customer)).all() == [ana.customer]
    assert stranger.address == PRIVATE


def test_the_main_address_changes_with_it_when_asked_for(ana, anita, mailbox):
    change = addresses.ask(ana, PRIVATE, becomes_main=True)
    for address in ("ana@example.com", PRIVATE):
        addresses.confirm(token_in(mailbox, address), by=ana)

    merging.join(change, by=ana)

    assert ana.email == PRIVATE


def test_the_history_says_it(ana, anita, mailbox):
    number = anita.customer.number

    merging.join(agreed(ana, mailbox), by=ana)

    entry = session.scalars(sa.select(Entry).where(Entry.kind == CustomersMerged.kind)).one()
    assert entry.sentence == f"joined the records of {PRIVATE} (until then customer {number})"


def test_what_was_typed_last_stays(ana, anita, mailbox):
    with clock.stopped_at(make.MONDAY):
        add(Draft(user_id=ana.id, place="concern", fields={"body": "before"}))
    add(Draft(user_id=anita.id, place="concern", fields={"body": "after"},
              saved_at=make.MONDAY + make.HOUR))  # fmt: skip

    merging.join(agreed(ana, mailbox), by=ana)

    assert [each.fields for each in session.scalars(sa.select(Draft))] == [{"body": "after"}]


def test_whose_an_address_is(ana, ben, maria, northwind, kim, app):
    make.contact_point(northwind, "info@northwind.example.com")
    two = make.user("Tim and Tom")
    make.contact_point(two.customer, "tom@example.com")
    make.user("Tom", of=two.customer, email="tom2@example.com")
    closed = make.user("Cleo")
    with atomic():
        closed.disabled_at = clock.now()

    for address, found in (
        ("ana@example.com", Standing.OWN),
        ("new@example.com", Standing.FREE),
        (ben.email, Standing.TO_JOIN),
        (maria.email, Standing.ORGANISATION),
        ("info@northwind.example.com", Standing.ORGANISATION),
        (kim.email, Standing.STAFF),
        (two.email, Standing.SHARED),
        (closed.email, Standing.CLOSED),
    ):
        assert standing(ana, address) is found, address
    assert standing(maria, ben.email) is Standing.ORGANISATION
    assert standing(maria, "info@northwind.example.com") is Standing.FREE
    assert standing(kim, ben.email) is Standing.STAFF


def test_what_cannot_be_joined_is_not_confirmed(ana, maria, mailbox):
    addresses.ask(ana, maria.email, becomes_main=False)

    assert addresses.confirm(token_in(mailbox, maria.email), by=ana) is None


def test_a_wish_to_erase_the_other_does_not_erase_both(ana, anita, mailbox):
    wish = ask_to_be_erased(anita)

    merging.join(agreed(ana, mailbox), by=ana)

    assert session.get_one(Erasure, wish.id).state is ErasureState.CANCELLED


def join_it(user_id):
    user = session.get_one(User, user_id)
    merging.join(addresses.open_change_of(user), by=user)
    return "joined"


def test_her_page_stays_hers_and_steps_back_lead_to_hers(ana, anita, mailbox):
    first, second, *_ = starting.tiles()
    for user, tile in ((ana, first), (anita, second)):
        arranging.take(Step(tile, Move.HIDE), by=user, filled=list(starting.tiles()))

    merging.join(agreed(ana, mailbox), by=ana)

    assert arranging.own_choices(ana).shown == {first: False}
    arranging.undo(by=ana)
    assert arranging.own_choices(ana).shown == {}


def press_join(user_id, change_id):
    try:
        merging.join(session.get_one(AddressChange, change_id), by=session.get_one(User, user_id))
    except merging.CannotJoin:
        return "over"
    return "joined"


def reply_to(ticket_id, user_id):
    reply(session.get_one(Ticket, ticket_id), body="Now?", by=session.get_one(User, user_id))
    return "replied"


def test_joining_at_once_from_many_windows_joins_once(ana, anita, mailbox, race):
    make.ticket(by=anita)
    change = agreed(ana, mailbox)

    answers = race(press_join, each=[(ana.id, change.id)] * 4)

    assert sorted(answers) == ["joined", "over", "over", "over"]
    assert session.scalars(sa.select(Ticket.customer_id)).all() == [ana.customer_id]


def test_two_who_join_one_another_at_once_are_one_in_the_end(ana, anita, mailbox, race):
    make.ticket(by=ana)
    make.ticket(by=anita)
    agreed(ana, mailbox)
    change = addresses.ask(anita, ana.email, becomes_main=False)
    addresses.confirm(token_in(mailbox, ana.email), by=anita)
    addresses.confirm(token_in(mailbox, PRIVATE), by=anita)
    assert change.main_confirmed_at

    answers = race(join_it, each=[(ana.id,), (anita.id,)])

    assert answers.count("joined") == 1
    customers = set(session.scalars(sa.select(Ticket.customer_id)))
    assert len(customers) == 1
    assert session.scalars(sa.select(Customer.id)).all() == list(customers)


def hurry(what, *arguments):
    return {"join": join_it, "reply": reply_to}[what](*arguments)


def test_answers_meanwhile_are_not_lost(ana, anita, kim, mailbox, race):
    tickets = [make.ticket(by=anita) for _ in range(3)]
    agreed(ana, mailbox)

    answers = race(
        hurry, each=[("join", ana.id), *(("reply", each.id, kim.id) for each in tickets)]
    )

    session.expire_all()
    assert sorted(answers) == ["joined", "replied", "replied", "replied"]
    words = session.scalars(sa.select(Reply).where(Reply.body == "Now?")).all()
    assert [each.customer_id for each in words] == [ana.customer_id] * 3
    mails = session.scalars(sa.select(Message).where(Message.thread.is_not(None))).all()
    assert {mail.customer_id for mail in mails} == {ana.customer_id}


def test_the_keys_know_every_column_that_names_a_customer(app):
    """So that no domain's rows stay behind."""
    named = {
        column
        for table in Model.metadata.tables.values()
        for column in table.columns
        if column.name == "customer_id"
    }

    moved = {column for columns in _naming(Customer).values() for column in columns}

    assert named <= moved
