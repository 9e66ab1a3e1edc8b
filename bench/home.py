"""What a customer's home costs with 200 concerns and 50 orders, against an empty one.

    .venv/bin/python -m bench.home [--rounds 7]

Starts a PostgreSQL of its own, makes the two customers, starts `portal web`, and asks for both
homes in rounds that take turns. Prints JSON; the figures that count are ratios.
"""

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from flask import Flask, Response
from flask import session as cookie

from bench.clusters import process_of
from bench.measuring import BROWSER, Page, free_port, measure, running, warm_up
from bench.queue import DATABASE, environ_of
from portal import schema
from portal.accounts import sessions
from portal.accounts.models import User
from portal.app import create_app
from portal.database import session
from portal.orders.models import ProductionStage
from portal.settings import Settings
from tests import make
from tests.rig.postgresql import Keeper

CONCERNS, ORDERS = 200, 50
REQUESTS = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        port = free_port()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environ = environ_of(folder, port, keeper.cluster)
        cookies = _people(create_app(Settings.from_environment(environ)))
        web = stack.enter_context(
            running([sys.executable, "-m", "portal.cli", "web"], port, environ)
        )
        both = (web, process_of(keeper.cluster))
        pages = [Page(name, port, "/", sent, both, REQUESTS) for name, sent in cookies.items()]
        slowest: dict[str, list[float]] = {page.name: [] for page in pages}
        for page in pages:
            warm_up(page)
        for _ in range(rounds):
            for page in pages:
                measure(page)
                slowest[page.name].append(_p95(page))
    print(json.dumps(_report(pages, slowest), indent=2))


def _report(pages: list[Page], slowest: dict[str, list[float]]) -> dict[str, object]:
    figures = {
        page.name: page.figures() | {"p95_ms": round(statistics.median(slowest[page.name]), 3)}
        for page in pages
    }
    full, empty = figures["full"], figures["empty"]
    ratios = {name: round(full[name] / empty[name], 2) for name in ("cpu_ms", "p50_ms", "p95_ms")}
    return {"database": DATABASE, "full to empty": ratios, "pages": figures}


def _p95(page: Page) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", page.port, timeout=120)
    walls = []
    for _ in range(page.requests):
        start = time.perf_counter()
        connection.request("GET", page.path, headers=BROWSER | {"Cookie": page.cookie})
        connection.getresponse().read()
        walls.append(1000 * (time.perf_counter() - start))
    connection.close()
    return statistics.quantiles(walls, n=20)[-1]


def _people(app: Flask) -> dict[str, str]:
    """Both customers, and the cookie of each."""
    with app.app_context():
        schema.upgrade()
        kim = make.staff("Kim")
        full, empty = make.user("Ana Ruiz"), make.user("Ben Okafor")
        for number in range(CONCERNS):
            make.ticket(by=full, subject=f"Concern {number}", answered_by=kim, assignee=kim)
        for number in range(ORDERS):
            stage = ProductionStage.PAINT if number % 2 else ProductionStage.DELIVERED
            make.order(of=full, product=f"City {number}", stage=stage)
        make.article(by=kim)
        people = {"full": full.id, "empty": empty.id}
    return {name: _cookie(app, user_id) for name, user_id in people.items()}


def _cookie(app: Flask, user_id: int) -> str:
    with app.test_request_context(base_url=app.extensions["portal_settings"].base_url):
        sessions.sign_in(session.get_one(User, user_id))
        answer = Response()
        app.session_interface.save_session(app, cookie, answer)
        return answer.headers["Set-Cookie"].partition(";")[0]


if __name__ == "__main__":
    main()
