"""The system's Chromium, driven by Playwright, on a live portal.

Whatever a page says on the console fails the test: an error, a warning, a breach of the content
policy, a request to another site.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import playwright.sync_api
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from portal.accounts.models import User
from tests.rig.browserless import cookies_of
from tests.rig.live import Live

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 10_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_NAMES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = Path(__file__).parents[1] / "vendor" / "axe" / "axe.min.js"
NO_BROWSER = (
    "No Chromium or Chrome was found, so no page was looked at in a browser. Install one: "
    "`apt-get install chromium` on Debian, `brew install --cask chromium` on macOS."
)
RUN_AXE = """
axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(
    each => each.id + ": " + each.help + "\\n" + each.nodes.map(
        node => "    " + node.target.join(" ") + "  " + node.html.slice(0, 160)).join("\\n")))
"""


class Chromium:
    """Opens windows on the live portal, and remembers everything they complained about."""

    def __init__(self, browser: playwright.sync_api.Browser, live: Live) -> None:
        self._browser = browser
        self._live = live
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(
        self,
        user: User | None = None,
        path: str | None = "/",
        *,
        phone: bool = False,
        dark: bool = False,
        javascript: bool = True,
        **more: Any,
    ) -> Page:
        """A window on `path`, signed in as `user`, with cookies of its own."""
        context = self._browser.new_context(
            base_url=self._live.url,
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Amsterdam",
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        if user is not None:
            cookies, _ = cookies_of(self._live.app, user)
            context.add_cookies(
                [{"name": name, "value": value, "url": self._live.url}
                 for name, value in cookies.items()]
            )  # fmt: skip
        page = context.new_page()
        self._listen(page)
        if path is not None:
            page.goto(path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _listen(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # A 404 or 422 that a test asks for is the browser's to report, not the page's fault.
        if not message.text.startswith("Failed to load resource: the server responded with a"):
            self.complaints.append(f"{message.type} on {message.location['url']}: {message.text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and not request.url.startswith(self._live.url):
            self.complaints.append(f"a request to another site: {request.url}")

    def _answered(self, answer: Response) -> None:
        if answer.status >= 500:
            self.complaints.append(f"{answer.status} from {answer.url}")


def assert_accessible(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """Axe finds nothing wrong, in this window as it is now. `but` names rules to leave out."""
    devtools = page.context.new_cdp_session(page)
    # Straight to the browser: the page's own content policy would refuse the script.
    devtools.send("Runtime.evaluate", {"expression": AXE.read_text()})
    answer = devtools.send(
        "Runtime.evaluate",
        {"expression": RUN_AXE, "awaitPromise": True, "returnByValue": True},
    )
    devtools.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    found = [each for each in answer["result"]["value"] if each.split(":")[0] not in but]
    assert not found, "\n".join([page.url, *found])


@contextmanager
def started() -> Iterator[playwright.sync_api.Browser]:
    """The browser; without one the test is left out in plain words, and fails where CI is set."""
    executable = _executable()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail(NO_BROWSER, pytrace=False)
        pytest.skip(NO_BROWSER)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=executable,
            args=[*QUIET, *sandbox],
            # Playwright switches the back/forward cache off; people have it.
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


def _executable() -> str | None:
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [path for path in MAC_NAMES if Path(path).exists()]
    return found[0] if found else None
