"""Becoming a user, and what a stranger cannot prepare for somebody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.access import Role
from portal.accounts import links, passwords, signing_in, signing_up
from portal.accounts.confirming import verify
from portal.accounts.models import LinkPurpose, Registration, Sight, User
from portal.customers.models import ContactPoint, Customer
from portal.database import session
from portal.history.models import Entry
from tests import make

HERE = "the browser where it was typed"
PASSWORD = "four green hills far off"


def ask(address="zoe@example.com", name="Zoe Adams", password=None):
    kept = passwords.hashed(password) if password else None
    signing_up.ask_to_register(name=name, address=address, password_hash=kept, browser=HERE)


def token_in(mailbox, address="zoe@example.com"):
    return mailbox.links(address)[0].rpartition("/")[2]


def kinds_of(customer):
    found = sa.select(Entry.kind).where(Entry.customer_id == customer.id).order_by(Entry.id)
    return session.scalars(found).all()


def test_nothing_is_made_before_the_address_is_confirmed(app, mailbox):
    ask()

    assert session.scalars(sa.select(User)).all() == []
    assert session.scalars(sa.select(Customer)).all() == []
    assert [mail.subject for mail in mailbox] == ["Confirm your address for Marlow Cycles"]


def test_confirming_makes_the_account_and_writes_history(app, mailbox):
    ask()

    user = signing_up.confirm(token_in(mailbox), with_password=False)

    assert (user.name, user.email, user.customer.name) == (
        "Zoe Adams", "zoe@example.com", "Zoe Adams",
    )  # fmt: skip
    assert user.customer.contact_points[0].is_verified
    assert user.customer.contact_points[0].user_id == user.id
    assert kinds_of(user.customer) == ["address.verified", "customer.registered"]
    entries = session.scalars(sa.select(Entry).order_by(Entry.id)).all()
    assert [f"{e.actor_name} {e.sentence}" for e in entries] == [
        "Zoe Adams confirmed the address zoe@example.com",
        "Zoe Adams registered as zoe@example.com",
    ]


def test_the_mail_carries_no_word_that_was_typed(app, mailbox):
    ask(name="Win a Prize")

    mail = mailbox.to("zoe@example.com")[0]

    assert "Prize" not in mail.text + mail.html + mail.subject + mail.to_name


def test_a_password_typed_in_the_same_browser_counts(app, mailbox):
    ask(password=PASSWORD)
    token = token_in(mailbox)
    link = links.peek(LinkPurpose.CONFIRM_ADDRESS, token)

    assert signing_up.knows_password(link, browser=HERE, password="")
    user = signing_up.confirm(token, with_password=True)

    assert passwords.matches(user.password_hash, PASSWORD)


def test_a_password_typed_elsewhere_counts_only_when_typed_again(app, mailbox):
    """Or a stranger registers Zoe's address with a password of theirs, and waits for her."""
    ask(password=PASSWORD)
    link = links.peek(LinkPurpose.CONFIRM_ADDRESS, token_in(mailbox))

    assert not signing_up.knows_password(link, browser="", password="")
    assert not signing_up.knows_password(link, browser="elsewhere", password="another sentence")
    assert signing_up.knows_password(link, browser="elsewhere", password=PASSWORD)


def test_who_has_an_account_gets_a_way_in_instead(ana, mailbox):
    ask(address="ANA@example.com", name="Not Ana", password=PASSWORD)

    assert [mail.subject for mail in mailbox.to(ana.email)] == [
        "You already have an account at Marlow Cycles"
    ]
    assert signing_in.by_link(token_in(mailbox, ana.email)) == ana
    assert ana.name == "Ana Ruiz"
    assert not passwords.matches(ana.password_hash, PASSWORD)


def test_the_mail_goes_to_the_address_as_we_know_it(ana, mailbox):
    """`MIKE@` and `mike@` may be two mailboxes at their provider; only one is known to be hers."""
    ask(address="Ana@EXAMPLE.com")

    assert {mail.to_address for mail in mailbox} == {"ana@example.com"}


def test_whoever_raised_a_concern_before_keeps_what_they_had(app, mailbox):
    stranger = make.customer("zoe")
    make.contact_point(stranger, "zoe@example.com", verified=False)
    ask()

    user = signing_up.confirm(token_in(mailbox), with_password=False)

    assert user.customer_id == stranger.id
    assert (user.name, user.customer.name) == ("Zoe Adams", "Zoe Adams")


def test_confirming_twice_makes_one_account(app, mailbox):
    ask()
    first = token_in(mailbox)
    ask()
    second = token_in(mailbox)

    assert signing_up.confirm(first, with_password=False)
    assert signing_up.confirm(first, with_password=False) is None
    assert signing_up.confirm(second, with_password=False) is None
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def confirm_it(token):
    user = signing_up.confirm(token, with_password=False)
    return user and user.id


def test_eight_who_confirm_at_once_make_one_account(app, mailbox, race):
    ask()

    made = race(confirm_it, 8, token_in(mailbox))

    assert len([each for each in made if each]) == 1, made
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 1


def test_a_confirmation_is_good_for_a_day(app, mailbox):
    with clock.stopped_at(make.MONDAY):
        ask()
    with clock.stopped_at(make.MONDAY + timedelta(hours=24)):
        assert signing_up.confirm(token_in(mailbox), with_password=False) is None


def test_what_nobody_confirmed_is_forgotten(app, mailbox):
    with clock.stopped_at(make.MONDAY):
        ask()
    with clock.stopped_at(make.MONDAY + timedelta(days=3)):
        assert signing_up.forget_old_registrations() == 1
    assert session.scalars(sa.select(Registration)).all() == []


def test_one_address_gets_three_confirmations_in_ten_minutes(app, mailbox):
    for _ in range(6):
        ask()

    assert len(mailbox) == 3


def test_a_concern_from_a_verified_address_makes_a_user_without_password(app):
    organisation = make.customer("Northwind", organisation=True)
    contact_point = make.contact_point(organisation, "ida@northwind.example.com")

    user = signing_up.user_at(contact_point)

    assert (user.password_hash, user.sees) == (None, Sight.OWN)
    assert signing_up.user_at(contact_point) == user
    assert contact_point.user_id == user.id


def test_an_unverified_address_is_nobodys_yet(app):
    contact_point = make.contact_point(make.customer(), verified=False)

    with pytest.raises(signing_up.NotVerified):
        signing_up.user_at(contact_point)


def use_address(contact_point_id):
    return signing_up.user_at(session.get_one(ContactPoint, contact_point_id)).id


def test_eight_who_become_the_user_of_an_address_at_once_are_one(app, race):
    contact_point = make.contact_point(make.customer())

    assert len(set(race(use_address, 8, contact_point.id))) == 1


def test_verifying_twice_is_one_event(ana):
    contact_point = make.contact_point(ana.customer, "second@example.com", verified=False)

    verify(contact_point, by=ana)
    verify(contact_point, by=ana)

    assert kinds_of(ana.customer) == ["address.verified"]


def test_the_first_admin_needs_no_invitation(app):
    boss = signing_up.register_staff("Ada Boss", "ada@marlow.example.com", Role.ADMIN, PASSWORD)

    assert (boss.role, boss.customer) == (Role.ADMIN, None)
    assert signing_in.by_password("ADA@marlow.example.com", PASSWORD, network="n") == boss
    with pytest.raises(signing_up.AddressTaken):
        signing_up.register_staff("Ada Two", "Ada@Marlow.example.com", Role.AGENT)
