"""One-use links: one purpose, once, for a short time."""

from datetime import timedelta

import sqlalchemy as sa

from portal import clock
from portal.accounts import links
from portal.accounts.models import LinkPurpose, OneUseLink
from portal.database import session
from tests import make

SIGN_IN = LinkPurpose.SIGN_IN


def test_a_link_opens_once(ana):
    token = links.issue(SIGN_IN, address=ana.email, user=ana)

    assert links.use(SIGN_IN, token).user_id == ana.id
    assert links.use(SIGN_IN, token) is None
    assert links.peek(SIGN_IN, token) is None


def test_looking_at_a_link_does_not_use_it(ana):
    token = links.issue(SIGN_IN, address=ana.email)

    assert links.peek(SIGN_IN, token).address == ana.email
    assert links.use(SIGN_IN, token)


def test_a_link_ends_after_ten_minutes(ana):
    with clock.stopped_at(make.MONDAY):
        token = links.issue(SIGN_IN, address=ana.email)

    with clock.stopped_at(make.MONDAY + timedelta(minutes=9, seconds=59)):
        assert links.peek(SIGN_IN, token)
    with clock.stopped_at(make.MONDAY + timedelta(minutes=10)):
        assert links.peek(SIGN_IN, token) is None
        assert links.use(SIGN_IN, token) is None


def test_a_link_serves_its_own_purpose_only(ana):
    for issued in LinkPurpose:
        token = links.issue(issued, address=ana.email)
        opened = [purpose for purpose in LinkPurpose if links.peek(purpose, token)]
        used = [purpose for purpose in LinkPurpose if links.use(purpose, token)]

        assert opened == used == [issued]


def test_only_a_hash_of_the_secret_is_kept(ana):
    token = links.issue(SIGN_IN, address=ana.email)

    kept = session.scalars(sa.select(OneUseLink)).one()

    assert len(token) == links.TOKEN_LENGTH >= 43
    assert token not in str(vars(kept))
    assert kept.token_sha256 == links.digest(token)


def test_what_is_no_token_opens_nothing(ana):
    links.issue(SIGN_IN, address=ana.email)

    for odd in ("", " ", "x" * 42, "x" * 44, "ü" * 43, "\udcff" * 43, "\0" * 43, "%" * 43):
        assert links.peek(SIGN_IN, odd) is None
        assert links.use(SIGN_IN, odd) is None


def use_it(token):
    return links.use(LinkPurpose.SIGN_IN, token) is not None


def test_of_eight_who_use_a_link_at_once_one_gets_it(ana, race):
    token = links.issue(SIGN_IN, address=ana.email)

    assert sorted(race(use_it, 8, token)) == [False] * 7 + [True]


def test_revoked_links_open_the_account_no_more(ana, ben):
    mine = links.issue(SIGN_IN, address=ana.email)
    reset = links.issue(LinkPurpose.RESET_PASSWORD, address=ana.email)
    to_a_concern = links.issue(LinkPurpose.SHOW_CONCERN, address=ana.email)
    bens = links.issue(SIGN_IN, address=ben.email)

    links.revoke(ana)

    assert not links.peek(SIGN_IN, mine)
    assert not links.peek(LinkPurpose.RESET_PASSWORD, reset)
    assert not links.peek(LinkPurpose.SHOW_CONCERN, to_a_concern)
    assert links.peek(SIGN_IN, bens)


def test_links_long_over_are_forgotten(ana):
    with clock.stopped_at(make.MONDAY):
        links.issue(SIGN_IN, address=ana.email)
        links.issue(LinkPurpose.INVITATION, address=ana.email, valid=timedelta(days=7))

    with clock.stopped_at(make.MONDAY + timedelta(days=2)):
        assert links.forget_old() == 1
        assert session.scalars(sa.select(OneUseLink.purpose)).all() == [LinkPurpose.INVITATION]
