"""Is everything well? For load balancers, and for those on call."""

from datetime import timedelta

import pytest

from portal import clock, jobs
from tests.make import MONDAY
from tests.rig.browserless import Browser


def test_all_is_well_while_a_worker_lives(app, visitor):
    jobs._beat(app, "worker")

    page = visitor.visit("/healthz")

    assert page.status == 200
    assert page.json["status"] == "ok"
    assert page.json["worker"] == {"status": "ok", "alive": 1}
    assert {"status", "database", "worker", "mail"} <= page.json.keys()


def test_without_a_worker_pages_are_served_and_mail_waits(visitor):
    page = visitor.visit("/healthz")

    assert (page.status, page.json["status"]) == (200, "degraded")
    assert page.json["worker"] == {"status": "absent", "alive": 0}


def test_a_worker_not_seen_for_half_a_minute_is_gone(app, visitor):
    with clock.stopped_at(MONDAY):
        jobs._beat(app, "worker")

    for seconds, status in ((29, "ok"), (31, "absent")):
        with clock.stopped_at(MONDAY + timedelta(seconds=seconds)):
            assert visitor.visit("/healthz").json["worker"]["status"] == status


@pytest.mark.one_database
def test_without_its_database_it_cannot_serve(portal, app, tmp_path):
    other = portal.other_app(database_url=f"sqlite:///{tmp_path}")

    answer = Browser(other).client.get("/healthz")

    assert (answer.status_code, answer.get_json()["status"]) == (503, "failing")
    other.extensions["portal_database"].dispose()


def test_it_tells_no_secret_and_needs_no_cookie(visitor):
    answer = visitor.client.get("/healthz")

    assert "Set-Cookie" not in answer.headers
    assert "portal.db" not in answer.text
