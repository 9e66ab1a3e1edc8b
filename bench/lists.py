"""What the desk's lists cost at 10,000, 100,000 and 1,000,000 tickets, in one run.

    .venv/bin/python -m bench.lists [--tickets 10000 100000 1000000] [--rounds 5]

Starts a PostgreSQL of its own, fills a database of each size with `portal demo fill`, starts a
`portal web` for each, and asks for the same pages of all sizes in rounds that take turns. Prints
JSON; the figures that count are the ratios to the smallest size.
"""

import argparse
import json
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from bench import seed
from bench.clusters import process_of
from bench.measuring import Page, free_port, measure, running, warm_up
from bench.queue import cookie_of_an_agent, environ_of
from portal import schema
from portal.accounts.models import User
from portal.app import create_app
from portal.customers.models import Customer
from portal.database import session
from portal.demo.filling.company import fill
from portal.settings import Settings
from portal.tickets import saved_views
from portal.tickets.desk_queries import desk_staff
from portal.tickets.models import Ticket
from tests.rig.postgresql import Cluster, Keeper

REQUESTS = 40
SEARCHES = {
    "search:common": "brake",
    "search:two words": "squeals rain",
    "search:beginning": "squea",
    "search:phrase": '"in the rain"',
    "search:town": "zwolle",
    "search:nothing": "xylophone",
}


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        pages, filled = {}, {}
        for tickets in options.tickets:
            pages[tickets], filled[tickets] = _pages(stack, keeper.cluster, tickets)
        for name in pages[options.tickets[0]]:
            for tickets in options.tickets:
                warm_up(pages[tickets][name])
        for _ in range(options.rounds):
            for name in pages[options.tickets[0]]:
                for tickets in options.tickets:
                    measure(pages[tickets][name])
    print(json.dumps(_report(pages, filled), indent=2))


def _pages(
    stack: ExitStack, cluster: Cluster, tickets: int
) -> tuple[dict[str, Page], dict[str, float]]:
    port = free_port()
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    environ = environ_of(folder, port, cluster, f"portal_{tickets}")
    app = create_app(Settings.from_environment(environ))
    seconds = _fill(app, tickets)
    cookie = cookie_of_an_agent(app)
    addresses = _addresses(app)
    web = stack.enter_context(running([sys.executable, "-m", "portal.cli", "web"], port, environ))
    both = (web, process_of(cluster))
    pages = {
        name: Page(name, port, path, cookie, both, REQUESTS) for name, path in addresses.items()
    }
    return pages, {"seconds": round(seconds, 1), "a second": round(tickets / seconds)}


def _fill(app: Flask, tickets: int) -> float:
    with app.app_context():
        schema.upgrade()
        seed.hire()
        started = time.monotonic()
        fill(tickets)
        return time.monotonic() - started


def _addresses(app: Flask) -> dict[str, str]:
    """The pages, with a ticket and a customer from the middle of the database."""
    with app.app_context():
        agent = session.get_one(User, desk_staff()[0].id)
        saved_views.save("Brakes", filters="tag=brakes&state=open", by=agent)
        saved_views.save("Dear", filters="value=5000&state=waiting&cols=customer.value", by=agent)
        newest = session.scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
        middle = session.get_one(Ticket, newest.id - newest.id // 3)
        name = session.get_one(Customer, middle.customer_id).name
        found = SEARCHES | {"search:name": name, "search:number": middle.number}
        return {
            "queue": "/desk",
            "queue:solved": "/desk?view=solved",
            "queue:all": "/desk?view=all",
            "saved view": "/desk?tag=brakes&state=open",
            "saved view with columns": "/desk?value=5000&state=waiting&cols=customer.value",
            "ticket": f"/desk/tickets/{middle.number}?view=all",
            **{title: f"/desk?{urlencode({'q': text})}" for title, text in found.items()},
        }


def _report(
    pages: dict[int, dict[str, Page]], filled: dict[int, dict[str, float]]
) -> dict[str, object]:
    smallest = min(pages)
    figures = {
        tickets: {name: page.figures() for name, page in each.items()}
        for tickets, each in pages.items()
    }
    ratios = {
        tickets: {
            name: {
                key: round(each[name][key] / figures[smallest][name][key], 2)
                for key in ("cpu_ms", "p50_ms")
            }
            for name in each
        }
        for tickets, each in figures.items()
        if tickets != smallest
    }
    return {"filled": filled, f"ratios to {smallest}": ratios, "pages": figures}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
