"""What a click in the configurator costs, against the same page with nothing to choose.

    .venv/bin/python -m bench.configure [--rounds 9]

Publishes the demo's models and one with a single option, starts `portal web` with SQLite, and asks
for the part of the page that htmx swaps, each time with another option chosen and with what the
page sends beside it (the trail that undo follows, and the marks of what it shows), in rounds that
take turns. Prints JSON; the figures that count are ratios.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.cpu import seconds_of
from bench.measuring import free_port, running
from portal import schema
from portal.app import create_app
from portal.building import publishing
from portal.demo.building import MODELS, add_models
from portal.settings import Settings

EMPTY = """id = "empty"
name = "Nothing to choose"
currency = "EUR"
[[groups]]
id = "only"
label = "Only"
[[groups.options]]
id = "one"
label = "One"
"""
CLICKS = 40
TRAIL = re.compile(r'name="trail" value="([^"]*)"')
SHOWN = re.compile(r'hx-vals="shown:([\w-]*)"')
SELECTABLE = re.compile(r'<input type="radio" id="[^"]+" name="([^"]+)" value="([^"]+)">')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        port = free_port()
        environ = _environ(folder, port)
        slugs = _publish(Settings.from_environment(environ))
        web = stack.enter_context(
            running([sys.executable, "-m", "portal.cli", "web"], port, environ)
        )
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        clicks = {slug: _clicks(connection, slug) for slug in slugs}
        rounds_of: dict[str, list[tuple[float, float]]] = {slug: [] for slug in slugs}
        for slug in slugs:
            for _ in range(3):
                _round(connection, clicks[slug], 0, web)
        for number in range(rounds):
            for slug in slugs:
                rounds_of[slug].append(_round(connection, clicks[slug], number, web))
        sizes = {
            slug: statistics.median_low([len(_get(connection, each)[0].encode()) for each in asked])
            for slug, asked in clicks.items()
        }
        print(json.dumps(_report(rounds_of, clicks, sizes), indent=2))


def _environ(folder: str, port: int) -> dict[str, str]:
    return dict(os.environ) | {
        "PORTAL_DATA": folder,
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_SECRET_KEY": "a key for a benchmark, long enough for it",
        "PORTAL_DATABASE_URL": f"sqlite:///{Path(folder) / 'portal.db'}",
        "PORTAL_DEMO": "0",
        "PORT": str(port),
    }


def _publish(settings: Settings) -> list[str]:
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
        publishing.bring_in(EMPTY, publish_it=True, by=None)
        found = add_models(by=None)
        return ["empty", *(found[name].model.slug for name in MODELS)]


def _get(connection: http.client.HTTPConnection, path: str) -> tuple[str, str]:
    connection.request("GET", path, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 200, (path, answer.status)
    return body, answer.getheader("HX-Push-Url", "")


def _clicks(connection: http.client.HTTPConnection, slug: str) -> list[str]:
    """From our proposal, each other option of a single group that fits: one click away."""
    body, url = _get(connection, f"/build/{slug}?start=recommended")
    beside = f"&trail={TRAIL.search(body)[1]}&shown={SHOWN.search(body)[1]}"
    if slug == "empty":
        return [f"/build/{slug}?only=one{beside}"]
    return [
        re.sub(rf"(?<=[?&]){re.escape(group)}=[^&]*", f"{group}={option}", url) + beside
        for group, option in SELECTABLE.findall(body)
    ]


def _round(
    connection: http.client.HTTPConnection, clicks: list[str], number: int, web: int
) -> tuple[float, float]:
    """Of so many clicks: the server's CPU for one, and the median wall time, in milliseconds."""
    walls = []
    before = seconds_of(web)
    for each in range(CLICKS):
        start = time.perf_counter()
        _get(connection, clicks[(number * CLICKS + each) % len(clicks)])
        walls.append(1000 * (time.perf_counter() - start))
    return 1000 * (seconds_of(web) - before) / CLICKS, statistics.median(walls)


def _report(
    rounds_of: dict[str, list[tuple[float, float]]],
    clicks: dict[str, list[str]],
    sizes: dict[str, int],
) -> dict[str, object]:
    cpu, wall = (
        {slug: statistics.median(each[at] for each in got) for slug, got in rounds_of.items()}
        for at in (0, 1)
    )
    return {
        slug: {
            "cpu_ms": round(cpu[slug], 2),
            "p50_ms": round(wall[slug], 2),
            "cpu_to_empty": round(cpu[slug] / cpu["empty"], 2),
            "p50_to_empty": round(wall[slug] / wall["empty"], 2),
            "clicks": len(clicks[slug]),
            "bytes": sizes[slug],
        }
        for slug in rounds_of
    }


if __name__ == "__main__":
    main()
