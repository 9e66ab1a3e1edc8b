"""A version is written once, approved once, and by a second person."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import User
from portal.database import atomic, session
from portal.followups import documents, starting, versions
from portal.followups.models import (
    NeverChanged,
    PlaybookEvent,
    PlaybookState,
    PlaybookVersion,
)
from portal.followups.spec_reading import NotASpec
from portal.followups.switching import NotNow
from portal.followups.versions import SamePerson


@pytest.fixture
def draft(mark, kim):
    return starting.take_over(starting.starter("check-in"), owner=mark, care_of=kim, by=mark)


def test_who_wrote_it_cannot_approve_it(draft, mark):
    version = versions.newest_of(draft)
    versions.submit(version, by=mark)

    with pytest.raises(SamePerson):
        versions.approve(version, by=mark)


def test_the_database_refuses_it_too(draft, mark):
    @atomic()
    def approve_past_the_verb():
        version = versions.newest_of(draft)
        version.approved_by_id, version.approved_at = mark.id, clock.now()
        session.flush()

    with pytest.raises(IntegrityError):
        approve_past_the_verb()


def test_a_version_never_changes(draft):
    @atomic()
    def rewrite():
        version = versions.newest_of(draft)
        version.spec = version.spec | {"holdout_percent": 50}
        session.flush()

    with pytest.raises(NeverChanged):
        rewrite()


def test_nothing_is_approved_that_nobody_asked_for(draft, lea):
    with pytest.raises(NotNow):
        versions.approve(versions.newest_of(draft), by=lea)


def test_a_change_is_a_new_version_and_the_same_words_are_none(draft, mark):
    first = versions.newest_of(draft)

    assert versions.revise(draft, dict(first.spec), by=mark).id == first.id
    second = versions.revise(draft, first.spec | {"holdout_percent": 20}, by=mark)
    assert (second.n, second.spec_sha256 != first.spec_sha256) == (2, True)


def test_an_older_version_is_not_approved_behind_a_newer_one(draft, mark, lea):
    first = versions.newest_of(draft)
    versions.submit(first, by=mark)
    versions.revise(draft, first.spec | {"holdout_percent": 20}, by=mark)

    with pytest.raises(NotNow):
        versions.approve(first, by=lea)


def test_two_approve_at_once_and_it_is_approved_once(draft, mark, lea, adam, race):
    version = versions.newest_of(draft)
    versions.submit(version, by=mark)

    assert race(approve_it, each=[(version.id, lea.id), (version.id, adam.id)]) == [None, None]

    session.expire_all()
    approvals = [each for each in happened() if "approved" in each]
    assert len(approvals) == 1
    assert draft.state is PlaybookState.LIVE


def approve_it(version_id, user_id):
    version = session.get_one(PlaybookVersion, version_id)
    versions.approve(version, by=session.get_one(User, user_id))


def happened():
    return list(session.scalars(select(PlaybookEvent.what)))


@pytest.mark.parametrize("starter", starting.starters(), ids=lambda each: each.name)
def test_every_starter_can_be_released_as_it_is(starter, mark, lea, kim):
    playbook = starting.take_over(starter, owner=mark, care_of=kim, by=mark)
    version = versions.newest_of(playbook)

    versions.submit(version, by=mark)
    versions.approve(version, by=lea)

    assert playbook.state is PlaybookState.LIVE


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"kind": "spam"}, "kind: one of"),
        ({"holdout_percent": 80}, "holdout_percent: a whole number from 0 to 50"),
        ({"steps": []}, "steps: a list of 1 to 6"),
        ({"code": "x"}, "there is no “code”"),
        ({"why": {"de": "Nur so"}}, "why: say it in English at least"),
        ({"trigger": {"kind": "lapsed"}}, "after how many days"),
        ({"trigger": {"kind": "date"}}, "a date belongs to the trigger"),
        ({"bases": []}, "name the permission it stands on"),
        ({"quiet": ["night"]}, "quiet: from and until"),
        ({"expires_after_days": True}, "expires_after_days"),
    ],
)
def test_what_is_no_playbook_is_refused_in_words(change, trouble, mark, kim):
    with pytest.raises(NotASpec) as refused:
        versions.begin(
            title="x", document=documents.BLANK | change, owner=mark, care_of=kim, by=mark
        )

    assert trouble in str(refused.value)
