"""Try the portal out with a company that does not exist: Marlow Cycles of Nijmegen."""

import http.client
import json
import os
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import click
from flask import current_app

from portal import running, schema
from portal.commands.application import application
from portal.commands.serving import listens, portal, refuse_taken, say
from portal.demo import people, smtp_server
from portal.demo.filling.company import SEED, fill
from portal.demo.mailbox import Mailbox
from portal.demo.seeding import is_seeded, seed
from portal.settings import DEMO_MARK, Settings

START_SECONDS = 60


@click.group("demo", short_help="A believable company to click through.")
def demo() -> None:
    """A made-to-order bicycle company with customers, orders and concerns. Never for real use."""
    os.environ["PORTAL_DEMO"] = "1"


@demo.command("run")
@listens
def run(host: str, port: int) -> None:
    """Start everything: web server, worker and mailbox; with Marlow Cycles at the first start."""
    refuse_taken(host, port)
    os.environ["PORT"] = str(port)
    settings = Settings.from_environment()
    _prepare(settings)
    stopping = running.stop_on_signals()
    listening = None if os.environ.get("PORTAL_SMTP_URL") else smtp_server.listen()
    children = running.Children(say=say, environ=_environ(listening))
    try:
        _start(children, settings.data / "log", listening, host, port)
        if _answers(host, port, children, stopping):
            _welcome(settings, listening is not None)
        children.tend_until(stopping)
        say("\nStopping.")
    finally:
        children.stop()
    say("Stopped. Everything is kept; the next start is quicker.")


@demo.command("seed")
def seed_command() -> None:
    """Fill an empty database with Marlow Cycles. What is there already stays as it is."""
    _prepare(Settings.from_environment())


@demo.command("fill")
@click.option("--tickets", required=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", "number", default=SEED, show_default=True, help="Another one, other rows.")
def fill_command(tickets: int, number: int) -> None:
    """Add many concerns with customers, orders and words, to see how the portal bears them.

    Marlow Cycles is opened first where it is not, so that somebody can sign in. The contact history
    of what is added is empty, and nobody is told anything.
    """
    _prepare(Settings.from_environment())
    with application().app_context():
        started = time.monotonic()
        fill(tickets, seed=number)
        took = time.monotonic() - started
        current_app.extensions["portal_database"].dispose()
    say(f"Added {tickets:,} concerns in {took:.1f} s, {tickets / took:,.0f} a second.")


@demo.command("accounts")
def accounts() -> None:
    """Print who can sign in, as JSON: role, email, password."""
    click.echo(json.dumps(people.sign_ins(), indent=1))


@demo.command("mailbox")
@click.option("--port", default=1025, show_default=True, type=click.IntRange(0, 65535))
@click.option("--fd", type=int, hidden=True, help="A listening socket that is open already.")
def mailbox(port: int, fd: int | None) -> None:
    """Run the mailbox: an SMTP server that keeps every mail for /demo/mailbox."""
    listening = smtp_server.listen(port) if fd is None else socket.socket(fileno=fd)
    if fd is None:
        say(f"Taking mail at smtp://127.0.0.1:{listening.getsockname()[1]}")
    smtp_server.serve(listening, Mailbox(Settings.from_environment().data / "mailbox"))


def _prepare(settings: Settings) -> None:
    settings.data.mkdir(parents=True, exist_ok=True)
    (settings.data / DEMO_MARK).write_text(settings.base_url)
    with application().app_context():
        schema.upgrade()
        if not is_seeded():
            started = time.monotonic()
            say("First start: opening Marlow Cycles. This takes about half a minute.")
            seed()
            say(f"Done in {time.monotonic() - started:.0f} s.")
        current_app.extensions["portal_database"].dispose()


def _environ(listening: socket.socket | None) -> dict[str, str]:
    environ = dict(os.environ)
    if listening is not None:
        environ["PORTAL_SMTP_URL"] = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    return environ


def _start(
    children: running.Children, logs: Path, listening: socket.socket | None, host: str, port: int
) -> None:
    if listening is not None:
        fd = listening.fileno()
        children.start(
            "mailbox",
            *portal("demo", "mailbox", "--fd", str(fd)),
            log=logs / "mailbox.log",
            fds=[fd],
        )
    children.start("worker", *portal("worker"), log=logs / "worker.log")
    web = portal("web", "--host", host, "--port", str(port))
    children.start("web server", *web, log=logs / "web.log")


def _answers(host: str, port: int, children: running.Children, stopping: threading.Event) -> bool:
    """Wait until the web server answers; False when told to stop, or when it takes too long."""
    address = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    give_up_at = time.monotonic() + START_SECONDS
    while not stopping.wait(0.2) and time.monotonic() < give_up_at:
        children.tend()
        if _is_well(address, port):
            return True
    if not stopping.is_set():
        say(f"The web server has not answered for {START_SECONDS} s; its log may say why.")
    return False


def _is_well(address: str, port: int) -> bool:
    with closing(http.client.HTTPConnection(address, port, timeout=5)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def _welcome(settings: Settings, has_mailbox: bool) -> None:
    shown = {}
    for each in people.sign_ins():
        shown.setdefault(each["role"], each["email"])
    rows = [f"    {role:<10} {email}" for role, email in shown.items()]
    mailbox = [f"  Mailbox    {settings.base_url}/demo/mailbox"] if has_mailbox else []
    lines = [
        "",
        f"  {settings.brand.name} is open at {settings.base_url}",
        "",
        f"  Sign in at {settings.base_url}/sign-in with the password: {people.PASSWORD}",
        *rows,
        "",
        *mailbox,
        f"  Logs       {settings.data / 'log'}",
        f"  Data       {settings.data}",
        "",
        "  Ctrl-C stops everything.",
        "",
    ]
    click.echo("\n".join(lines))
