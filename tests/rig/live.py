"""The portal as it really runs: processes of its own command, on the test's database."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.http import dump_cookie, parse_cookie
from werkzeug.test import EnvironBuilder, TestResponse

from portal.accounts.models import User
from tests.rig.browserless import Browser
from tests.rig.portals import Portal

PATIENCE_SECONDS = 60
COMMAND = Path(sys.executable).parent / "portal"


class Live:
    """A web server on a free port, and workers when a test asks for them.

    The server stays up from test to test; each test finds the database empty.
    """

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.port = _free_port()
        # By name: a passkey belongs to a host that has one.
        self.url = f"http://localhost:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []
        self._app: Flask | None = None

    @property
    def environ(self) -> dict[str, str]:
        settings = self.portal.app.extensions["portal_settings"]
        return {
            "PATH": os.environ.get("PATH", ""),
            "HOME": os.environ.get("HOME", "/"),
            "PORT": str(self.port),
            "PORTAL_BASE_URL": self.url,
            "PORTAL_DATA": str(settings.data),
            "PORTAL_DATABASE_URL": settings.database_url,
            "PORTAL_SECRET_KEY": settings.secret_key,
            "PORTAL_SMTP_URL": settings.smtp_url,
            "PORTAL_MAIL_FROM": settings.mail_from,
            "PORTAL_INBOUND_DOMAIN": settings.inbound_domain,
            "PORTAL_AUTHSERV_ID": settings.authserv_id,
            "PORTAL_BRAND_NAME": settings.brand.name,
            "PYTHONUNBUFFERED": "1",
        }

    def start_web(self) -> None:
        """Start the web server, or leave it when it runs; returns when it answers."""
        if self.web is not None and self.web.poll() is None:
            return
        self.web = self._start("web", "--port", str(self.port))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if self.web.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the web server did not start:\n{self.log('web')}")
            time.sleep(0.05)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """One more worker, sending through the SMTP server that the test's settings name."""
        return self.start("worker")

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """`portal …` until the end of the test; `log` has what it says, by its first word."""
        process = self._start(*words)
        self.workers.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """`kill -9`, the whole process group: nobody gets to tidy up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def kill_web(self) -> None:
        if self.web is not None:
            self.kill(self.web)

    def command(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Run `portal …` to its end."""
        return subprocess.run(
            [COMMAND, *words], input=stdin, env=self.environ, capture_output=True, check=False,
            timeout=PATIENCE_SECONDS,
        )  # fmt: skip

    def browser(self, user: User | None = None) -> Browser:
        """A browserless browser that comes in over the network."""
        return Browser(self.app, user, client=OverTheNetwork(self.url))

    @property
    def app(self) -> Flask:
        """This process's view of the live portal: same database, same address."""
        if self._app is None:
            self._app = self.portal.other_app(base_url=self.url)
        return self._app

    def log(self, name: str) -> str:
        path = self._log_path(name)
        return path.read_text(errors="replace") if path.exists() else ""

    def end_of_test(self) -> None:
        for worker in self.workers:
            _stop(worker)
        self.workers.clear()

    def close(self) -> None:
        self.end_of_test()
        if self.web is not None:
            _stop(self.web)
        if self._app is not None:
            self._app.extensions["portal_database"].dispose()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        with self._log_path(words[0]).open("ab") as log:
            return subprocess.Popen(
                [COMMAND, *words], env=self.environ, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, process_group=0,
            )  # fmt: skip

    def _log_path(self, name: str) -> Path:
        return self.portal.settings.data.parent / f"live-{name}.log"

    def _answers(self) -> bool:
        try:
            return OverTheNetwork(self.url).open("/healthz").status_code == 200
        except OSError:
            return False


class OverTheNetwork:
    """As much of a test client as Browser needs, over a real connection for each request."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._cookies: dict[str, str] = {}

    def open(self, path: str, *, method: str = "GET", headers: Any = None, **body: Any) -> Any:
        builder = EnvironBuilder(path, self._url, method=method, headers=headers, **body)
        request = builder.get_request()
        sent = {name: value for name, value in request.headers.items() if name != "Host"}
        if self._cookies:
            sent["Cookie"] = "; ".join(
                dump_cookie(name, value).split(";")[0] for name, value in self._cookies.items()
            )
        where = urlsplit(self._url)
        connection = http.client.HTTPConnection(where.netloc, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, request.full_path.rstrip("?"), request.get_data(), sent)
            answer = connection.getresponse()
            content: Iterable[bytes] = [answer.read()]
            got = answer.getheaders()
        finally:
            connection.close()
            builder.close()
        self._keep_cookies(got)
        return TestResponse(content, f"{answer.status} {answer.reason}", got, request)

    def set_cookie(self, name: str, value: str, **_: Any) -> None:
        self._cookies[name] = value

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                self._cookies |= dict(parse_cookie(value.split(";")[0]).items(multi=False))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kindly, then by force; its children are in its group."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
