"""Signing in by password and by link, and what guessing gets."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from portal import clock
from portal.accounts import attempts, links, passwords, roles, signing_in
from portal.accounts.models import LinkPurpose
from portal.database import session
from portal.history.models import Entry
from tests import make

HOME, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"
NEW = "four green hills far off"


def sign_in(address, password=make.PASSWORD, network=HOME):
    return signing_in.by_password(address, password, network=network)


def guess(address, times, network=ELSEWHERE):
    refused = 0
    for number in range(times):
        try:
            assert (
                signing_in.by_password(address, f"guess number {number}", network=network) is None
            )
        except attempts.TooOften:
            refused += 1
    return refused


def token_in(mailbox, address):
    return mailbox.links(address)[0].rpartition("/")[2]


def test_the_right_password_opens_however_the_address_is_spelt(ana):
    assert sign_in("ana@example.com") == ana
    assert sign_in(" ANA@Example.COM") == ana


def test_a_wrong_one_does_not(ana):
    assert sign_in("ana@example.com", "another sentence") is None
    assert sign_in("nobody@example.com") is None


def test_who_has_no_password_cannot_sign_in_with_one(app):
    make.user("Zoe Adams", password=None)

    assert sign_in("zoe@example.com", "") is None
    assert sign_in("zoe@example.com") is None


def test_a_closed_account_answers_like_a_wrong_password(ana, adam):
    roles.end_access(ana, by=adam)

    assert sign_in("ana@example.com") is None


def test_a_hash_with_old_figures_is_renewed(app):
    dearer = PasswordHasher(memory_cost=16, time_cost=1, parallelism=1)
    zoe = make.user("Zoe Adams", password=None)
    signing_in.keep_password(zoe, dearer.hash(make.PASSWORD), by=zoe)

    assert sign_in("zoe@example.com") == zoe

    assert not passwords.is_outdated(zoe.password_hash)
    assert passwords.matches(zoe.password_hash, make.PASSWORD)


def test_guessing_stops_after_ten_from_one_network(ana):
    assert guess("ana@example.com", 30) >= 19


def test_the_owner_is_not_locked_out_by_somebody_elsewhere(ana):
    guess("ana@example.com", 30)

    assert sign_in("ana@example.com") == ana


def test_the_owner_next_door_still_has_the_link(ana, mailbox):
    guess("ana@example.com", 30, network=HOME)
    with pytest.raises(attempts.TooOften):
        sign_in("ana@example.com")

    signing_in.send_link(LinkPurpose.SIGN_IN, "ana@example.com")

    assert signing_in.by_link(token_in(mailbox, "ana@example.com")) == ana


def test_an_unknown_address_is_throttled_alike(ana):
    assert guess("ana@example.com", 15) == guess("nobody@example.com", 15)


def test_many_addresses_from_one_network_are_throttled_together(app):
    with clock.stopped_at(make.MONDAY):
        for number in range(attempts.TRIES_OF_A_NETWORK):
            assert attempts.may_try_password(f"n{number}@example.com", ELSEWHERE)
        assert not attempts.may_try_password("one.more@example.com", ELSEWHERE)
        assert attempts.may_try_password("one.more@example.com", HOME)


def test_a_hundred_guesses_a_day_is_all_an_account_gets(ana):
    """However many networks they come from (NIST SP 800-63B-4, 3.2.2)."""
    with clock.stopped_at(make.MONDAY):
        allowed = sum(attempts.may_try_password(ana.email, f"network {n}") for n in range(130))

    assert allowed == 100


def test_after_a_quarter_of_an_hour_one_may_try_again(ana):
    with clock.stopped_at(make.MONDAY):
        guess("ana@example.com", 12, network=HOME)
    with clock.stopped_at(make.MONDAY + timedelta(minutes=15)):
        assert sign_in("ana@example.com") == ana


def test_the_right_password_forgets_the_wrong_ones(ana):
    with clock.stopped_at(make.MONDAY):
        for _ in range(3):
            guess("ana@example.com", 8, network=HOME)
            assert sign_in("ana@example.com") == ana


def try_it(address):
    try:
        return signing_in.by_password(address, "a wrong sentence", network=ELSEWHERE)
    except attempts.TooOften:
        return "too often"


def try_often(address):
    return [try_it(address) for _ in range(5)]


def test_all_processes_count_together(ana, race):
    answers = [each for tried in race(try_often, 6, ana.email) for each in tried]

    assert answers.count(None) == attempts.TRIES_HERE, answers
    assert answers.count("too often") == 30 - attempts.TRIES_HERE


def test_a_link_signs_in_once(ana, mailbox):
    signing_in.send_link(LinkPurpose.SIGN_IN, "ANA@example.com")
    token = token_in(mailbox, "ana@example.com")

    assert signing_in.by_link(token) == ana
    assert signing_in.by_link(token) is None


def test_a_link_makes_the_account_of_an_address_nobody_used(app, mailbox):
    signing_in.send_link(LinkPurpose.SIGN_IN, "zoe@example.com")

    user = signing_in.by_link(token_in(mailbox, "zoe@example.com"))

    assert (user.email, user.customer.name) == ("zoe@example.com", "zoe")


def test_an_address_gets_three_links_in_ten_minutes_silently(ana, mailbox):
    for _ in range(6):
        signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)

    assert len(mailbox.to(ana.email)) == 3


def test_who_uses_up_anothers_links_has_sent_them_ways_in(ana, mailbox):
    """Asked for all day by a stranger, there is always one that is still good."""
    for minute in range(0, 60, 2):
        with clock.stopped_at(make.MONDAY + timedelta(minutes=minute)):
            signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)
    with clock.stopped_at(make.MONDAY + timedelta(minutes=60)):
        assert links.peek(LinkPurpose.SIGN_IN, token_in(mailbox, ana.email))


def test_a_closed_account_stays_closed_to_links(ana, adam, mailbox):
    signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)
    before = token_in(mailbox, ana.email)
    roles.end_access(ana, by=adam)
    signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)

    assert signing_in.by_link(before) is None
    assert signing_in.by_link(token_in(mailbox, ana.email)) is None


def test_a_new_password_by_link(ana, mailbox):
    signing_in.send_link(LinkPurpose.RESET_PASSWORD, ana.email)
    token = token_in(mailbox, ana.email)

    assert signing_in.password_by_link(token, NEW) == ana

    assert sign_in(ana.email, NEW) == ana
    assert sign_in(ana.email) is None
    assert signing_in.password_by_link(token, "another sentence of mine") is None


def test_the_owner_is_told_of_a_new_password(ana, mailbox):
    signing_in.change_password(ana, NEW, by=ana)

    assert mailbox.to(ana.email)[-1].subject == "Your password was changed"
    entry = session.scalars(sa.select(Entry).where(Entry.kind == "password.changed")).one()
    assert (entry.actor, entry.sentence) == (ana, "chose a new password")


def test_a_new_password_voids_the_links_already_sent(ana, mailbox):
    signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)
    stolen = token_in(mailbox, ana.email)

    signing_in.change_password(ana, NEW, by=ana)

    assert signing_in.by_link(stolen) is None


def sign_in_by(token):
    user = signing_in.by_link(token)
    return user and user.id


def test_one_link_used_by_eight_at_once_signs_in_once(ana, mailbox, race):
    signing_in.send_link(LinkPurpose.SIGN_IN, ana.email)

    answers = race(sign_in_by, 8, token_in(mailbox, ana.email))

    assert sorted(answers, key=bool) == [None] * 7 + [ana.id]
