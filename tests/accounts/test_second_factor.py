"""The second step: codes of the moment, recovery codes, and what looking over a shoulder gets."""

from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import queries, second_factor
from portal.accounts.models import RecoveryCode, User
from portal.database import session
from tests import make

NOW = make.MONDAY
STEP = timedelta(seconds=30)


def code_of(user, at):
    return pyotp.TOTP(user.totp_secret).at(at)


@pytest.fixture
def codes(kim):
    """Kim has an authenticator since this minute; these are her recovery codes."""
    second_factor.prepare(kim)
    with clock.stopped_at(NOW):
        return second_factor.confirm(kim, code_of(kim, NOW))


def test_staff_owe_a_second_step_until_they_have_one(kim, ana):
    assert second_factor.is_owed_by(kim)
    assert not second_factor.is_owed_by(ana)

    second_factor.prepare(kim)
    assert second_factor.is_owed_by(kim)
    second_factor.confirm(kim, pyotp.TOTP(kim.totp_secret).at(clock.now()))

    assert not second_factor.is_owed_by(kim)
    assert second_factor.is_asked_of(kim)


def test_the_demo_does_not_insist(portal, app, kim):
    demo = portal.other_app(demo=True)
    with demo.app_context():
        assert not second_factor.is_owed_by(session.get_one(User, kim.id))
    demo.extensions["portal_database"].dispose()


def test_a_wrong_code_confirms_nothing(kim):
    second_factor.prepare(kim)

    assert second_factor.confirm(kim, "000000") is None
    assert not second_factor.is_asked_of(kim)


def test_preparing_twice_keeps_the_secret_that_was_scanned(kim):
    second_factor.prepare(kim)
    scanned = kim.totp_secret
    second_factor.prepare(kim)

    assert kim.totp_secret == scanned


def test_a_code_opens_once(kim, codes):
    with clock.stopped_at(NOW + STEP):
        code = code_of(kim, NOW + STEP)
        assert second_factor.accept(kim, code)
        assert not second_factor.accept(kim, code)


def test_an_older_code_than_the_last_opens_nothing(kim, codes):
    with clock.stopped_at(NOW + 3 * STEP):
        assert second_factor.accept(kim, code_of(kim, NOW + 3 * STEP))
        assert not second_factor.accept(kim, code_of(kim, NOW + 2 * STEP))


def test_a_clock_half_a_minute_off_is_fine(kim, codes):
    with clock.stopped_at(NOW + 4 * STEP):
        assert second_factor.accept(kim, code_of(kim, NOW + 3 * STEP))
        assert second_factor.accept(kim, code_of(kim, NOW + 5 * STEP))


def test_an_hour_off_is_not(kim, codes):
    with clock.stopped_at(NOW + timedelta(hours=2)):
        assert not second_factor.accept(kim, code_of(kim, NOW + timedelta(hours=1)))


def test_a_code_may_be_typed_with_a_space(kim, codes):
    with clock.stopped_at(NOW + STEP):
        code = code_of(kim, NOW + STEP)
        assert second_factor.accept(kim, f"{code[:3]} {code[3:]}")


def test_odd_codes_open_nothing(kim, codes):
    for odd in ("", "12345", "1234567", "１２３４５６", "12345x", "-12345", "0x1234"):
        assert not second_factor.accept(kim, odd)


def test_a_recovery_code_opens_once_and_its_owner_is_told(kim, codes, mailbox):
    assert second_factor.accept(kim, codes[3].upper().replace("-", " "))
    assert not second_factor.accept(kim, codes[3])

    assert "9 are left" in mailbox.to(kim.email)[-1].text
    assert queries.recovery_codes_left(kim) == 9


def test_recovery_codes_are_long_different_and_kept_as_hashes(kim, codes):
    kept = session.scalars(sa.select(RecoveryCode)).all()

    assert len(set(codes)) == len(kept) == 10
    assert all(len(code) == 19 for code in codes)
    assert not any(code in str(vars(row)) for code in codes for row in kept)


def test_somebody_elses_recovery_code_opens_nothing(lea, codes):
    second_factor.prepare(lea)
    with clock.stopped_at(NOW):
        second_factor.confirm(lea, code_of(lea, NOW))

    assert not second_factor.accept(lea, codes[0])


def test_new_recovery_codes_void_the_old(kim, codes):
    with clock.stopped_at(NOW + STEP):
        new = second_factor.renew_codes(kim, code_of(kim, NOW + STEP))

    assert not second_factor.accept(kim, codes[0])
    assert second_factor.accept(kim, new[0])


def test_an_authenticator_taken_off_is_owed_again(kim, adam, codes, mailbox):
    second_factor.take_off(kim, by=adam)

    assert second_factor.is_owed_by(kim)
    assert (kim.totp_secret, queries.recovery_codes_left(kim)) == (None, 0)
    assert (
        "Adam Novak took your authenticator app and your passkeys off"
        in mailbox.to(kim.email)[-1].text
    )


def test_the_picture_has_no_style_of_its_own(kim):
    second_factor.prepare(kim)

    picture = second_factor.qr_code(kim).decode()

    assert picture.startswith(("<?xml", "<svg"))
    assert "style" not in picture
    assert "secret=" + kim.totp_secret in second_factor.address_for_app(kim)


def accept_it(user_id, code):
    return second_factor.accept(session.get_one(User, user_id), code)


def test_of_eight_who_type_one_code_at_once_one_gets_in(kim, race):
    second_factor.prepare(kim)
    second_factor.confirm(kim, pyotp.TOTP(kim.totp_secret).at(clock.now() - STEP))
    code = pyotp.TOTP(kim.totp_secret).at(clock.now() + STEP)

    assert sorted(race(accept_it, 8, kim.id, code)) == [False] * 7 + [True]


def test_of_eight_who_type_one_recovery_code_at_once_one_gets_in(kim, codes, race):
    assert sorted(race(accept_it, 8, kim.id, codes[0])) == [False] * 7 + [True]
