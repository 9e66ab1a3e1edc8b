"""What those on call see of the mail."""

from datetime import timedelta

from portal import clock
from portal.messages.models import MessageState
from portal.messages.queries import health
from tests import make


def test_all_is_well(app, visitor):
    assert visitor.visit("/healthz").json["mail"] == {
        "status": "ok", "waiting": 0, "oldest_seconds": 0, "uncertain": 0,
    }  # fmt: skip


def test_mails_that_wait_for_minutes_are_delayed(ana):
    with clock.stopped_at(make.MONDAY):
        make.message(to=ana)
        make.message(to=ana, state=MessageState.UNCERTAIN)
        later = make.MONDAY + timedelta(days=1)
        make.message(to=ana, due_at=later, try_at=later)
        assert health()["status"] == "ok"

    with clock.stopped_at(make.MONDAY + timedelta(minutes=5)):
        assert health() == {
            "status": "delayed", "waiting": 1, "oldest_seconds": 300, "uncertain": 1,
        }  # fmt: skip
