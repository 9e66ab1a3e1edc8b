"""What tests may ask for: the portal on either database, people, their browsers and mailboxes."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from portal.access import Role
from portal.accounts.models import User
from portal.customers.models import Customer
from portal.database import session
from tests import make
from tests.rig import chromium, clusters, racing
from tests.rig import smtp as smtp_rig
from tests.rig.browserless import Browser
from tests.rig.databases import KINDS, Postgresql, Sqlite, empty_database
from tests.rig.live import Live
from tests.rig.mailbox import Mailbox
from tests.rig.portals import Portal, app_for, settings_for


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=KINDS, help="run on this one only; both by default")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    clusters.tell_worker(node)


def pytest_unconfigure(config: pytest.Config) -> None:
    clusters.stop(config)


class Portals:
    """The portal on each database, made when a test first asks."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self._config = config
        self._folder = folder
        self._made: dict[str, Portal] = {}
        self._live: dict[str, Live] = {}

    def on(self, kind: str) -> Portal:
        if kind not in self._made:
            folder = self._folder / kind
            if kind == "sqlite":
                database = Sqlite(folder)
            else:
                worker = getattr(self._config, "workerinput", {}).get("workerid", "alone")
                database = Postgresql(clusters.cluster_of(self._config), f"portal_{worker}")
            self._made[kind] = Portal(folder, database)
        return self._made[kind]

    def live_on(self, kind: str) -> Live:
        if kind not in self._live:
            self._live[kind] = Live(self.on(kind))
        return self._live[kind]

    def close(self) -> None:
        for each in (*self._live.values(), *self._made.values()):
            each.close()


@pytest.fixture(scope="session")
def portals(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory):
    made = Portals(pytestconfig, tmp_path_factory.mktemp("portals"))
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> None:
    """The same hashing with parameters that cost nothing: the portal's own take 60 ms each."""
    if find_spec("portal.accounts.passwords"):
        from portal.accounts import passwords

        passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        kinds = [chosen] if chosen else list(KINDS)
        if metafunc.definition.get_closest_marker("one_database"):
            kinds = kinds[-1:]
        metafunc.parametrize("database_kind", kinds)


@pytest.fixture
def portal(portals: Portals, database_kind: str) -> Portal:
    return portals.on(database_kind)


@pytest.fixture
def app(portal: Portal) -> Iterator[Flask]:
    """The application, empty, with its context pushed: verbs and queries work at once."""
    with portal.fresh() as app:
        yield app


@pytest.fixture
def bare(database_kind: str, pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database in which nothing has run yet."""
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path}/bare.db"
    else:
        url = empty_database(clusters.cluster_of(pytestconfig), f"bare_{tmp_path.name}")
    app = app_for(settings_for(tmp_path, url))
    with app.app_context():
        yield app
    app.extensions["portal_database"].dispose()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Browser]:
    """`sign_in(ana)` is her signed-in browser."""
    return lambda user, **headers: Browser(app, user, **headers)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    """The browser of somebody who has not signed in."""
    return Browser(app)


@pytest.fixture
def mailbox(app: Flask) -> Mailbox:
    """The mails that the ledger holds: `mailbox.to("ana@example.com")`."""
    return Mailbox()


@pytest.fixture
def smtp(portal: Portal, app: Flask) -> Iterator[smtp_rig.Server]:
    """A real SMTP server that the settings name: `.arrived`, `.to(address)`, `.manners`."""
    server = smtp_rig.Server()
    portal.change_settings(smtp_url=server.url)
    yield server
    server.close()


@pytest.fixture
def smtp_process(portal: Portal, app: Flask, tmp_path: Path) -> Iterator[smtp_rig.Process]:
    """An SMTP server in a process of its own, which remembers on disk what it took."""
    server = smtp_rig.Process(tmp_path)
    portal.change_settings(smtp_url=server.url)
    yield server
    server.close()


@pytest.fixture
def live(portals: Portals, database_kind: str, app: Flask) -> Iterator[Live]:
    """The portal as processes, on the same database as this test: `.url`, `.start_worker()`…"""
    running = portals.live_on(database_kind)
    running.start_web()
    yield running
    running.end_of_test()


@pytest.fixture(scope="session")
def chromium_itself() -> Iterator[Any]:
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def browser(chromium_itself: Any, live: Live) -> Iterator[chromium.Chromium]:
    """A real browser on the live portal: `page = browser.open(ana, "/concerns", phone=True)`."""
    windows = chromium.Chromium(chromium_itself, live)
    yield windows
    windows.close()
    assert not windows.complaints, "\n".join(windows.complaints)


@pytest.fixture
def race(portal: Portal, app: Flask) -> Callable[..., list[Any]]:
    """`race(target, 8, ticket.id)`: 8 real processes call `target(ticket.id)` at once.

    `race(target, each=[(1,), (2,)])` gives each process its own arguments.
    """

    def run(target: Callable[..., Any], times: int = 0, *arguments: Any, each: Any = None):
        session.commit()
        answers = racing.race(
            app.extensions["portal_settings"], target, each or [arguments] * times
        )
        session.expire_all()
        return answers

    return run


@pytest.fixture
def ana(app: Flask) -> User:
    """A customer."""
    return make.user("Ana Ruiz")


@pytest.fixture
def ben(app: Flask) -> User:
    """Another customer, who must not see what is Ana's."""
    return make.user("Ben Okafor")


@pytest.fixture
def northwind(app: Flask) -> Customer:
    """An organisation; Maria and Olaf are its people."""
    return make.customer("Northwind", organisation=True)


@pytest.fixture
def maria(northwind: Customer) -> User:
    return make.user("Maria Lindqvist", of=northwind, email="maria@northwind.example.com")


@pytest.fixture
def olaf(northwind: Customer) -> User:
    return make.user("Olaf Berg", of=northwind, email="olaf@northwind.example.com")


@pytest.fixture
def kim(app: Flask) -> User:
    """An agent."""
    return make.staff("Kim Visser", Role.AGENT)


@pytest.fixture
def lea(app: Flask) -> User:
    """A team lead."""
    return make.staff("Lea Moreau", Role.LEAD)


@pytest.fixture
def mark(app: Flask) -> User:
    """A marketer."""
    return make.staff("Mark Adler", Role.MARKETER)


@pytest.fixture
def mona(app: Flask) -> User:
    """A product modeller."""
    return make.staff("Mona Idris", Role.MODELLER)


@pytest.fixture
def adam(app: Flask) -> User:
    """An administrator."""
    return make.staff("Adam Novak", Role.ADMIN)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """A captured log line may hold what cannot be sent from one test process to another."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections
    ]
    return report
