"""django-helpdesk, the closest system in the same stack, on the same PostgreSQL at the same size.

bench/README.md says how to install it. Here it is given a database, filled, and started.
"""

import base64
import http.client
import os
import re
import subprocess
from contextlib import ExitStack
from pathlib import Path

from bench.clusters import create_database, process_of
from bench.measuring import BROWSER, Page, free_port, running
from tests.rig.postgresql import Cluster

SITE = Path(__file__).parent / "peers" / "django_helpdesk"
DATABASE = "helpdesk"
LIST_PAGE = "draw=1&start=0&length=50&order[0][column]=5&order[0][dir]=desc"


def pages(stack: ExitStack, cluster: Cluster, environment: Path) -> list[Page]:
    """Its list is a page and the JSON that the page then asks for: what it costs is their sum."""
    create_database(cluster, DATABASE)
    port = free_port()
    environ = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "site_settings",
        "PYTHONPATH": str(SITE),
        "PEER_PGHOST": cluster.socket,
    }
    python = environment / "bin" / "python"
    _run(environ, python, "-m", "django", "migrate", "--verbosity", "0")
    _run(environ, python, "seed.py")
    cookie = _run(environ, python, "session.py").strip().splitlines()[-1]
    gunicorn = [environment / "bin" / "gunicorn", "-k", "gthread", "-w", "1", "--threads", "4",
                "-b", f"127.0.0.1:{port}", "wsgi:app"]  # fmt: skip
    server = stack.enter_context(running(gunicorn, port, environ, SITE))
    pids = (server, process_of(cluster))
    return [
        Page("peer:list_page", port, "/tickets/", cookie, pids, 60),
        Page("peer:list_rows", port, _rows_address(port, cookie), cookie, pids, 3),
        Page("peer:ticket", port, "/tickets/5000/", cookie, pids, 60),
    ]


def _rows_address(port: int, cookie: str) -> str:
    """Where the list page asks for its rows: the query, in base64, is written into the page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/tickets/", headers=BROWSER | {"Cookie": cookie})
    page = connection.getresponse().read().decode()
    found = re.search(r"datatables_ticket_list/([A-Za-z0-9+/=]+)", page)
    query = found[1] if found else base64.b64encode(b"{}").decode()
    return f"/datatables_ticket_list/{query}?{LIST_PAGE}"


def _run(environ: dict[str, str], *words: str | Path) -> str:
    done = subprocess.run(words, env=environ, cwd=SITE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{words}:\n{done.stderr[-3000:]}")
    return done.stdout
