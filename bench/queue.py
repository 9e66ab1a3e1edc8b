"""What the desk's queue costs at 100,000 tickets, against a constant answer and a peer.

    .venv/bin/python -m bench.queue [--tickets 100000] [--rounds 7] [--peer FOLDER]

Starts a PostgreSQL of its own, fills it, starts `portal web`, and asks for pages one after the
other, in rounds that take turns. A page's CPU is that of the server's processes and of
PostgreSQL's together, divided by the requests. Prints JSON; the figures that count are ratios.
"""

import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from flask import Flask, Response
from flask import session as cookie
from sqlalchemy import select

from bench import peer, seed
from bench.clusters import create_database, process_of
from bench.measuring import Page, free_port, measure, running, warm_up
from portal import schema
from portal.accounts import sessions
from portal.accounts.models import User
from portal.app import create_app
from portal.database import session
from portal.settings import Settings
from portal.tickets.queue import View
from portal.web.assets import BRAND_STYLESHEET
from tests.rig.postgresql import Cluster, Keeper

DATABASE = "portal"
OURS = "queue:needs-reply"


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        pages = _portal_pages(stack, keeper.cluster, options.tickets)
        if options.peer:
            pages += peer.pages(stack, keeper.cluster, options.peer.resolve())
        for page in pages:
            warm_up(page)
        for _ in range(options.rounds):
            for page in pages:
                measure(page)
    print(json.dumps(_report(pages, options), indent=2))


def _portal_pages(stack: ExitStack, cluster: Cluster, tickets: int) -> list[Page]:
    """The portal at that size and the constant answer, each on a server that runs until the end."""
    port, bare_port = free_port(), free_port()
    environ = environ_of(Path(stack.enter_context(tempfile.TemporaryDirectory())), port, cluster)
    app, cookie = _company(environ, tickets)
    portal_web = [sys.executable, "-m", "portal.cli", "web"]
    web = stack.enter_context(running(portal_web, port, environ))
    constant = [sys.executable, "-m", "bench.constant", str(bare_port)]
    bare = stack.enter_context(running(constant, bare_port, environ))
    both = (web, process_of(cluster))
    stylesheet = app.jinja_env.globals["asset"](BRAND_STYLESHEET)
    return [
        Page("constant", bare_port, "/constant", "", (bare,), 6000),
        Page("constant_in_portal", port, stylesheet, cookie, (web,), 4000),
        *(Page(f"queue:{view}", port, f"/desk?view={view}", cookie, both, 600) for view in View),
        Page("ticket", port, "/desk/tickets/5000", cookie, both, 300),
        Page("search", port, "/desk?q=refund+timeout", cookie, both, 60),
    ]


def _report(pages: list[Page], options: argparse.Namespace) -> dict[str, object]:
    figures = {page.name: page.figures() for page in pages}
    queue = figures[OURS]
    ratios = {
        f"{OURS} to {name}": _ratios(queue, figures[name])
        for name in ("constant", "constant_in_portal")
    }
    if options.peer:
        both = (figures["peer:list_page"], figures["peer:list_rows"])
        peer_list = {name: sum(each[name] for each in both) for name in ("cpu_ms", "p50_ms")}
        ratios[f"peer's list to {OURS}"] = _ratios(peer_list, queue)
        ratios["peer's ticket to ticket"] = _ratios(figures["peer:ticket"], figures["ticket"])
    return {
        "tickets": options.tickets,
        "rounds": options.rounds,
        "ratios": ratios,
        "pages": figures,
    }


def _ratios(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {name: round(one[name] / other[name], 1) for name in ("cpu_ms", "p50_ms")}


def _company(environ: dict[str, str], tickets: int) -> tuple[Flask, str]:
    """The filled portal, and the cookie of an agent who is signed in."""
    app = create_app(Settings.from_environment(environ))
    with app.app_context():
        schema.upgrade()
    seed.fill(app, tickets)
    return app, cookie_of_an_agent(app)


def cookie_of_an_agent(app: Flask) -> str:
    """As after the sign-in page: a row at the server, its secret in the cookie."""
    with app.test_request_context(base_url=app.extensions["portal_settings"].base_url):
        sessions.sign_in(session.scalars(select(User).order_by(User.id)).first())
        answer = Response()
        app.session_interface.save_session(app, cookie, answer)
        return answer.headers["Set-Cookie"].partition(";")[0]


def environ_of(
    folder: Path, port: int, cluster: Cluster, database: str = DATABASE
) -> dict[str, str]:
    create_database(cluster, database)
    return dict(os.environ) | {
        "PORT": str(port),
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_DATA": str(folder),
        "PORTAL_DATABASE_URL": cluster.url(database),
        "PORTAL_SECRET_KEY": "a secret only this benchmark knows, and nobody else",
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer", type=Path, help="folder of a virtual environment with the peer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
