"""Passkeys: whose signature lets in, and all that does not."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import challenges, passkeys
from portal.accounts.challenges import NotAccepted
from portal.accounts.models import Passkey, PasskeyChallenge, User
from portal.database import session
from tests import make
from tests.accounts.authenticator import PRESENT, Authenticator, text

HERE, ELSEWHERE = "this browser", "another browser"


def added(user, device=None, name="My phone"):
    device = device or Authenticator()
    answer = device.make(passkeys.ask_for_new(user, browser=HERE))
    passkeys.add(user, answer, name=name, browser=HERE)
    return device


def signed_in(device, **more):
    return passkeys.by_passkey(
        device.sign(passkeys.ask_for_any(browser=HERE), **more), browser=HERE
    )


def test_who_made_it_signs_in_with_it(ana, ben, mailbox):
    hers, his = added(ana), added(ben)

    with clock.stopped_at(make.MONDAY):
        assert (signed_in(hers), signed_in(his)) == (ana, ben)

    kept = passkeys.passkeys_of(ana)[0]
    assert (kept.name, kept.last_used_at, kept.sign_count) == ("My phone", make.MONDAY, 2)
    assert mailbox.to(ana.email)[0].subject == "A passkey was added"


def test_a_user_has_one_random_handle(ana, ben):
    for device in (Authenticator(), Authenticator()):
        added(ana, device)
    added(ben)

    hers = {each.user_handle for each in passkeys.passkeys_of(ana)}

    assert len(hers) == 1
    assert hers != {each.user_handle for each in passkeys.passkeys_of(ben)}
    assert ana.email not in hers.pop()


def test_what_the_device_has_already_is_not_made_again(ana):
    device = added(ana)

    asked = json.loads(passkeys.ask_for_new(ana, browser=HERE))

    assert [each["id"] for each in asked["excludeCredentials"]] == [text(device.credential_id)]
    assert asked["rp"]["id"] == "portal.example.com"
    with pytest.raises(NotAccepted):
        added(ana, device)


def test_a_challenge_serves_once(ana):
    device = added(ana)
    answer = device.sign(passkeys.ask_for_any(browser=HERE))
    passkeys.by_passkey(answer, browser=HERE)

    with pytest.raises(NotAccepted, match="no such challenge"):
        passkeys.by_passkey(answer, browser=HERE)


def test_even_when_the_first_answer_was_wrong(ana):
    device = added(ana)
    options = passkeys.ask_for_any(browser=HERE)
    with pytest.raises(NotAccepted):
        passkeys.by_passkey(device.sign(options, signature=text(b"forged")), browser=HERE)

    with pytest.raises(NotAccepted, match="no such challenge"):
        passkeys.by_passkey(device.sign(options), browser=HERE)


def test_it_serves_in_the_browser_that_asked_and_for_a_short_time(ana):
    device = added(ana)
    with clock.stopped_at(make.MONDAY):
        options = passkeys.ask_for_any(browser=HERE)
        with pytest.raises(NotAccepted):
            passkeys.by_passkey(device.sign(options), browser=ELSEWHERE)

    with clock.stopped_at(make.MONDAY + timedelta(minutes=16)), pytest.raises(NotAccepted):
        passkeys.by_passkey(device.sign(options), browser=HERE)


def test_a_challenge_to_sign_in_adds_no_passkey_and_the_other_way_round(ana):
    device = added(ana)
    to_add = passkeys.ask_for_new(ana, browser=HERE)
    to_sign = passkeys.ask_for_any(browser=HERE)

    with pytest.raises(NotAccepted):
        passkeys.by_passkey(device.sign(to_add), browser=HERE)
    user = {"user": {"id": "eA"}}
    other = Authenticator().make(json.dumps(json.loads(to_sign) | user))
    with pytest.raises(NotAccepted):
        passkeys.add(ana, other, name="x", browser=HERE)


def test_one_asked_for_by_somebody_else_adds_nothing(ana, ben):
    answer = Authenticator().make(passkeys.ask_for_new(ana, browser=HERE))

    with pytest.raises(NotAccepted):
        passkeys.add(ben, answer, name="x", browser=HERE)


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "https://portal.example.com.evil.example"},
        {"origin": "http://portal.example.com"},
        {"host": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=["other site", "no tls", "other host", "not verified", "not present"],
)
def test_what_is_not_signed_for_us_by_its_owner_is_refused(ana, bent):
    device = added(ana)
    for name, value in bent.items():
        setattr(device, name, value)

    with pytest.raises(NotAccepted):
        signed_in(device)
    made = Authenticator()
    for name, value in bent.items():
        setattr(made, name, value)
    with pytest.raises(NotAccepted):
        added(ana, made)


def test_a_signature_of_another_key_is_refused(ana, ben):
    hers, his = added(ana), added(ben)
    his.credential_id = hers.credential_id

    with pytest.raises(NotAccepted):
        signed_in(his)


def test_a_handle_of_somebody_else_is_refused(ana, ben):
    hers, his = added(ana), added(ben)

    with pytest.raises(NotAccepted):
        signed_in(hers, userHandle=his.handle)


def test_a_counter_that_runs_backwards_is_a_copy(ana, mailbox):
    device = added(ana)
    device.count = 10
    signed_in(device)
    device.count = 4

    with pytest.raises(NotAccepted):
        signed_in(device)

    assert passkeys.passkeys_of(ana)[0].copied_at is not None
    assert mailbox.to(ana.email)[-1].subject == "A passkey of yours may have been copied"
    device.count = 100
    with pytest.raises(NotAccepted):
        signed_in(device)


def test_a_device_that_does_not_count_is_fine(ana):
    device = Authenticator()
    device.count = 0
    added(ana, device)

    for _ in range(2):
        device.count = -1
        assert signed_in(device) == ana


@pytest.mark.parametrize(
    "odd",
    ["", "null", "[]", "{}", '{"response": 3}', '{"response": {}}', "[" * 50_000, "x" * 30_000,
     '{"response": {"clientDataJSON": "%%%"}}', '{"response": {"clientDataJSON": "bnVsbA"}}',
     '{"id": null, "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAiw6QifQ"}}'],
)  # fmt: skip
def test_what_is_no_answer_is_refused(ana, odd):
    with pytest.raises(NotAccepted):
        passkeys.by_passkey(odd, browser=HERE)
    with pytest.raises(NotAccepted):
        passkeys.add(ana, odd, name="x", browser=HERE)


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("odd", ["", "AA", "%%", "x" * 1000, None, 7, {}])
def test_a_broken_part_is_refused(ana, part, odd):
    device = added(ana)

    if (part, odd) == ("userHandle", None):
        assert signed_in(device, userHandle=None) == ana
    else:
        with pytest.raises(NotAccepted):
            signed_in(device, **{part: odd})


def test_a_removed_passkey_opens_nothing(ana, mailbox):
    device = added(ana)

    passkeys.remove(passkeys.passkeys_of(ana)[0], by=ana)

    with pytest.raises(NotAccepted):
        signed_in(device)
    assert mailbox.to(ana.email)[-1].subject == "A passkey was removed"


def test_twenty_are_enough(ana):
    for _ in range(passkeys.MOST):
        added(ana)

    with pytest.raises(passkeys.TooMany):
        passkeys.ask_for_new(ana, browser=HERE)


def test_old_challenges_are_forgotten(app):
    with clock.stopped_at(make.MONDAY):
        passkeys.ask_for_any(browser=HERE)
    with clock.stopped_at(make.MONDAY + make.HOUR):
        assert challenges.forget_old() == 1
    assert session.scalars(sa.select(PasskeyChallenge)).all() == []


def answer_it(answer):
    return passkeys.by_passkey(answer, browser=HERE).id


def test_one_answer_sent_from_many_places_at_once_serves_once(ana, race):
    device = added(ana)
    answer = device.sign(passkeys.ask_for_any(browser=HERE))

    answers = race(answer_it, 4, answer)

    assert answers.count(ana.id) == 1
    assert sum(getattr(each, "name", "") == "NotAccepted" for each in answers) == 3
    session.expire_all()
    assert session.scalars(sa.select(Passkey)).one().copied_at is None
    assert session.get_one(User, ana.id).is_active
