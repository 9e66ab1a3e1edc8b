"""What a version of the policy says, and what it cannot say."""

import pytest

from portal.accounts.models import User
from portal.database import session
from portal.followups.spec import Kind
from portal.promises.models import Level
from portal.relationship import publishing, rules, starting
from portal.relationship.publishing import ChangedMeanwhile
from portal.relationship.rules import MAILS, NotAPolicy


def test_every_kind_of_mail_but_service_can_be_forbidden():
    assert set(MAILS) == {each.value for each in Kind} - {"service"}


def test_the_policy_to_begin_with_owes_from_accountable_on():
    line = rules.read(starting.document()).line_of("City 8")

    assert line.owing == {Level.ACCOUNTABLE, Level.PROACTIVE, Level.PARTNERSHIP}
    assert line.cells[Level.BASIC].forbidden == "check-ins, advice, surveys"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"owes": [{"name": "A", "within_days": 5}], "allows": ["news"]}, "cannot be forbidden"),
        (
            {
                "owes": [{"name": "A", "within_days": 9}, {"name": "B", "within_days": 9}],
                "allows": ["check_in"],
            },
            "later than the one before",
        ),
    ],
)
def test_a_level_that_contradicts_itself_is_refused(changes, why):
    document = starting.document()
    document["lines"][0]["levels"] = document["lines"][0]["levels"] | {"basic": changes}

    with pytest.raises(NotAPolicy, match=why):
        rules.read(document)


def test_each_change_is_the_next_version_and_the_same_again_is_none(lea):
    first = publishing.publish(starting.document(), seen=0, reason="To begin", by=lea)
    again = publishing.publish(starting.document(), seen=1, reason="Again", by=lea)

    assert (first.n, again.n) == (1, 1)
    with pytest.raises(ChangedMeanwhile):
        publishing.publish(starting.document(), seen=0, reason="Late", by=lea)


def publish_the_first(user_id):
    by = session.get_one(User, user_id)
    return publishing.publish(starting.document(), seen=0, reason="At once", by=by).n


def test_of_four_who_publish_at_once_one_has(lea, race):
    answers = race(publish_the_first, 4, lea.id)

    assert answers.count(1) == 1
    assert {each.name for each in answers if each != 1} == {"ChangedMeanwhile"}
