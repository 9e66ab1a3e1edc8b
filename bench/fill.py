"""How fast `portal demo fill` fills a database, and what it costs.

    .venv/bin/python -m bench.fill [--tickets 100000] [--rounds 3]

Starts a PostgreSQL of its own and fills a new database in every round. CPU is that of this process
and of PostgreSQL's; `bound` is how many tickets a second two cores of their own could do, were
they never idle. Prints JSON, medians of the rounds, with the load of the machine.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import seed
from bench.clusters import process_of
from bench.cpu import seconds_of
from bench.measuring import free_port
from bench.queue import environ_of
from portal import schema
from portal.app import create_app
from portal.demo.filling.company import fill
from portal.settings import Settings
from tests.rig.postgresql import Cluster, Keeper

CORES = 2


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        rounds = [dict(_round(keeper.cluster, options.tickets, n)) for n in range(options.rounds)]
    medians = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    print(json.dumps({"tickets": options.tickets, "median": medians, "rounds": rounds}, indent=2))


def _round(cluster: Cluster, tickets: int, number: int) -> Iterator[tuple[str, float]]:
    database = process_of(cluster)
    with tempfile.TemporaryDirectory() as folder:
        environ = environ_of(Path(folder), free_port(), cluster, f"filled_{number}")
        with create_app(Settings.from_environment(environ)).app_context():
            schema.upgrade()
            seed.hire()
            ours, theirs = time.process_time(), seconds_of(database)
            started = time.monotonic()
            fill(tickets)
            seconds = time.monotonic() - started
            ours, theirs = time.process_time() - ours, seconds_of(database) - theirs
    yield "a second", round(tickets / seconds)
    yield "python_cpu_s", round(ours, 2)
    yield "postgresql_cpu_s", round(theirs, 2)
    yield "bound", round(CORES * tickets / (ours + theirs))
    yield "load", round(os.getloadavg()[0], 1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
