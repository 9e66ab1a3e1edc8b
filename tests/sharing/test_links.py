"""Links that show one thing: made once, found by their secret alone, over for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.database import atomic, session
from portal.sharing import links
from portal.sharing.models import SharedLink
from tests import make

A_WEEK = timedelta(days=7)


@atomic()
def a_link(by, *, secret=None, about="ticket:1", valid=A_WEEK):
    secret = secret or links.secret_of(None, about=about, by=by)
    link, is_new = links.make(
        secret, about=about, customer=by.customer, valid=valid, with_files=False, by=by
    )
    return secret, link, is_new


def test_whoever_has_the_secret_finds_what_it_shows_and_only_its_digest_is_kept(ana):
    secret, link, _ = a_link(ana)

    assert len(secret) == links.TOKEN_LENGTH
    assert links.behind(secret) == link
    kept = session.execute(select(SharedLink.__table__)).one()
    assert secret not in repr(kept)


def test_the_same_form_makes_one_link_and_another_form_another(ana, ben):
    secrets = [
        links.secret_of(key, about=about, by=by)
        for key, about, by in [
            ("form 1", "ticket:1", ana), ("form 1", "ticket:1", ana), ("form 2", "ticket:1", ana),
            ("form 1", "ticket:2", ana), ("form 1", "ticket:1", ben),
        ]
    ]  # fmt: skip

    assert secrets[0] == secrets[1]
    assert len(set(secrets)) == 4
    assert links.secret_of(None, about="a", by=ana) != links.secret_of(None, about="a", by=ana)
    assert [a_link(ana, secret=secrets[0])[2] for _ in range(2)] == [True, False]


def test_an_ended_link_shows_nothing_and_its_form_does_not_bring_it_back(ana):
    secret, link, _ = a_link(ana)

    assert links.end(link)
    assert not links.end(link)

    assert links.behind(secret) is None
    assert a_link(ana, secret=secret)[1:] == (link, False)
    assert links.behind(secret) is None


def test_an_expired_link_shows_nothing_and_is_forgotten_later(ana):
    with clock.stopped_at(make.MONDAY):
        secret, _, _ = a_link(ana)
        assert links.behind(secret)
    with clock.stopped_at(make.MONDAY + A_WEEK):
        assert links.behind(secret) is None
        assert links.forget_old() == 0
    with clock.stopped_at(make.MONDAY + A_WEEK + links.KEPT_AFTERWARDS + A_WEEK):
        assert links.forget_old() == 1


def test_a_thing_has_only_so_many_live_links(ana):
    made = [a_link(ana)[1] for _ in range(links.MOST_LIVE)]

    with pytest.raises(links.TooManyLinks):
        a_link(ana)

    links.end(made[0])
    assert a_link(ana)[2]


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "a" * 43, "a" * 5_000, "../../etc"])
def test_what_is_no_secret_finds_nothing(app, token):
    assert links.behind(token) is None
