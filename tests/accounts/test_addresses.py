"""Another address, and another main one: nothing counts before its mailboxes have confirmed it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import addresses, attempts, confirming, queries, removing
from portal.accounts.models import AddressChange, LinkPurpose, SignIn, User
from portal.accounts.signing_in import by_link, send_link
from portal.accounts.signing_up import user_at
from portal.consent.models import ConsentEvent
from portal.customers.models import ContactPoint
from portal.customers.registering import contact_point_for, find_contact_point
from portal.database import atomic, session
from portal.tickets.models import Ticket
from tests import make

NEW, OLD = "ana@new.example.com", "ana@example.com"


def token_in(mailbox, address):
    return mailbox.links(address)[0].rpartition("/")[2]


def subjects(mailbox, address):
    return [mail.subject for mail in mailbox.to(address)]


def confirm_at_both(ana, mailbox, new=NEW, old=OLD):
    addresses.confirm(token_in(mailbox, new), by=ana)
    addresses.confirm(token_in(mailbox, old), by=ana)


@pytest.mark.parametrize("order", [(NEW, OLD), (OLD, NEW)])
def test_a_main_address_changes_when_both_mailboxes_agree(ana, mailbox, order):
    addresses.ask(ana, NEW, becomes_main=True)
    first, second = (token_in(mailbox, address) for address in order)

    addresses.confirm(first, by=ana)
    assert session.get_one(User, ana.id).email == OLD
    addresses.confirm(second, by=ana)

    assert (ana.email, ana.email_key) == (NEW, NEW)
    assert queries.user_by_address(NEW) == queries.user_by_address(OLD) == ana
    assert [each.address for each in session.scalars(queries.further_addresses(ana))] == [OLD]
    assert subjects(mailbox, OLD)[-1] == "Your address was changed"


def test_everybody_signed_in_is_signed_out_and_old_links_are_void(ana, mailbox, sign_in):
    sign_in(ana)
    send_link(LinkPurpose.SIGN_IN, OLD)
    link = token_in(mailbox, OLD)
    addresses.ask(ana, NEW, becomes_main=True)

    confirm_at_both(ana, mailbox)

    assert session.scalars(sa.select(SignIn)).all() == []
    assert by_link(link) is None


def test_answers_go_to_the_new_address_and_mail_from_the_old_one_still_arrives(ana, mailbox):
    ticket = make.ticket(by=ana)
    addresses.ask(ana, NEW, becomes_main=True)

    confirm_at_both(ana, mailbox)

    assert session.get_one(Ticket, ticket.id).contact_point.address == NEW
    assert find_contact_point(OLD).user_id == ana.id


def test_a_further_address_needs_its_own_mailbox_alone(ana, mailbox):
    addresses.ask(ana, NEW, becomes_main=False)
    assert subjects(mailbox, OLD) == []

    addresses.confirm(token_in(mailbox, NEW), by=ana)

    assert ana.email == OLD
    assert queries.user_by_address(NEW) == ana
    assert subjects(mailbox, OLD) == ["An address was added to your account"]


def test_a_link_to_a_further_address_signs_in(ana, mailbox):
    make.contact_point(ana.customer, NEW, user=ana)

    send_link(LinkPurpose.SIGN_IN, NEW)

    assert by_link(token_in(mailbox, NEW)) == ana


def test_a_further_address_becomes_the_main_one_when_the_old_mailbox_agrees(ana, mailbox):
    make.contact_point(ana.customer, NEW, user=ana)
    addresses.ask(ana, NEW, becomes_main=True)
    assert subjects(mailbox, NEW) == []

    addresses.confirm(token_in(mailbox, OLD), by=ana)

    assert ana.email == NEW


def test_nobody_else_confirms_it(ana, ben, mailbox):
    addresses.ask(ana, NEW, becomes_main=False)

    assert addresses.confirm(token_in(mailbox, NEW), by=ben) is None

    assert queries.user_by_address(NEW) is None


def test_a_link_is_over_after_a_day_and_when_it_was_stopped(ana, mailbox):
    with clock.stopped_at(make.MONDAY):
        change = addresses.ask(ana, NEW, becomes_main=False)
        token = token_in(mailbox, NEW)
    with clock.stopped_at(make.MONDAY + timedelta(hours=25)):
        assert addresses.confirm(token, by=ana) is None

    with clock.stopped_at(make.MONDAY):
        addresses.stop(change)
        addresses.stop(change)
        assert addresses.confirm(token, by=ana) is None


def test_the_newest_wish_counts(ana, mailbox):
    addresses.ask(ana, NEW, becomes_main=False)
    addresses.ask(ana, "ana@other.example.com", becomes_main=False)

    assert addresses.confirm(token_in(mailbox, NEW), by=ana) is None
    assert addresses.confirm(token_in(mailbox, "ana@other.example.com"), by=ana)


def test_ones_own_address_is_no_wish(ana):
    make.contact_point(ana.customer, NEW, user=ana)

    for address, becomes_main in ((OLD, True), ("ANA@Example.com", False), (NEW, False)):
        with pytest.raises(addresses.AlreadyTheirs):
            addresses.ask(ana, address, becomes_main=becomes_main)


def test_a_mailbox_is_not_flooded(ana):
    for number in range(attempts.ADDRESSES_AN_HOUR):
        addresses.ask(ana, f"ana{number}@new.example.com", becomes_main=False)

    with pytest.raises(attempts.TooOften):
        addresses.ask(ana, NEW, becomes_main=False)


def test_somebody_elses_mailbox_gets_three_mails_at_most(ana, mailbox):
    for _ in range(5):
        addresses.ask(ana, NEW, becomes_main=False)

    assert len(mailbox.to(NEW)) == attempts.MAILS_TO_AN_ADDRESS


def test_a_removed_address_opens_nothing_and_loses_nothing(ana, mailbox):
    point = make.contact_point(ana.customer, NEW, user=ana)
    ticket = make.ticket(by=ana)
    with_point = sa.update(Ticket).values(contact_point_id=point.id)
    _do(with_point)
    send_link(LinkPurpose.SIGN_IN, NEW)
    link = token_in(mailbox, NEW)

    removing.remove(point, by=ana)

    assert find_contact_point(NEW) is None
    assert session.get_one(Ticket, ticket.id).contact_point.address == OLD
    assert by_link(link) is None
    assert subjects(mailbox, NEW)[-1] == "Your address was removed"


def test_a_consent_given_for_a_removed_address_is_not_one_for_another(ana):
    point = make.contact_point(ana.customer, NEW, user=ana)
    _do(_consent_at(ana, point))

    removing.remove(point, by=ana)

    kept = session.scalars(sa.select(ConsentEvent)).one()
    assert (kept.contact_point_id, kept.address) == (point.id, NEW)
    assert find_contact_point(NEW) is None
    stranger = user_at_new()
    assert stranger.customer_id != ana.customer_id


def user_at_new():
    """Whoever has the address next."""
    point = contact_point_for(NEW)
    confirming.verify(point, by=None)
    return user_at(point)


def _consent_at(ana, point):
    return sa.insert(ConsentEvent).values(
        customer_id=ana.customer_id, contact_point_id=point.id, address=NEW, purpose="offers",
        action="withdrawn", place="/privacy", at=clock.now(), by_name="",
    )  # fmt: skip


def test_the_main_address_stays(ana):
    with pytest.raises(removing.MainAddress):
        removing.remove(find_contact_point(OLD), by=ana)


def test_staff_change_theirs_too(kim, mailbox):
    addresses.ask(kim, "kim@new.example.com", becomes_main=True)

    confirm_at_both(kim, mailbox, "kim@new.example.com", kim.email)

    assert kim.email == "kim@new.example.com"
    assert session.scalars(sa.select(ContactPoint)).all() == []


def test_reading_mail_at_a_known_address_confirms_what_was_raised_from_it(ana, mailbox):
    ticket = make.ticket(by=ana, confirmed=False)
    send_link(LinkPurpose.SIGN_IN, OLD)

    by_link(token_in(mailbox, OLD))

    assert session.get_one(Ticket, ticket.id).is_confirmed


def press(user_id, token):
    change = addresses.confirm(token, by=session.get_one(User, user_id))
    return change is not None


def test_both_links_pressed_at_once_change_it_once(ana, mailbox, race):
    addresses.ask(ana, NEW, becomes_main=True)
    tokens = [token_in(mailbox, NEW), token_in(mailbox, OLD)]

    answers = race(press, each=[(ana.id, token) for token in tokens * 2])

    session.expire_all()
    assert True in answers
    assert not [each for each in answers if not isinstance(each, bool)]
    assert session.get_one(User, ana.id).email == NEW
    assert subjects(mailbox, OLD).count("Your address was changed") == 1
    assert len(session.scalars(sa.select(AddressChange)).all()) == 1


def test_two_who_want_the_same_address_at_once_get_one_owner(ana, ben, mailbox, race):
    addresses.ask(ana, NEW, becomes_main=False)
    hers = token_in(mailbox, NEW)
    addresses.ask(ben, NEW, becomes_main=False)
    his = token_in(mailbox, NEW)

    answers = race(press, each=[(ana.id, hers), (ben.id, his)])

    session.expire_all()
    assert not [each for each in answers if not isinstance(each, bool)]
    assert queries.user_by_address(NEW).id in (ana.id, ben.id)


def _do(statement):
    with atomic():
        session.execute(statement)
    session.expire_all()
