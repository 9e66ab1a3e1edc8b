"""Run the portal: the web server, the workers, or both."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click
from granian.constants import HTTPModes, Interfaces
from granian.server import Server

from portal import jobs, running, schema
from portal.commands.application import application, ready_application

Command = TypeVar("Command", bound=Callable[..., Any])
WEB_THREADS = 16
LOGGING = {
    "handlers": {},
    "loggers": {name: {"propagate": True} for name in ("_granian", "granian.access")},
}

HOST = click.option("--host", envvar="PORTAL_HOST", default="127.0.0.1", show_default=True,
                    help="Where to listen; a reverse proxy usually stands in front.")  # fmt: skip
PORT = click.option("--port", envvar="PORT", default=8000, show_default=True,
                    type=click.IntRange(1, 65535))  # fmt: skip


def listens(command: Command) -> Command:
    """Let the command say where it listens."""
    return HOST(PORT(command))


def refuse_taken(host: str, port: int) -> None:
    reason = running.why_not_listen(host, port)
    if reason:
        raise click.ClickException(reason)


@click.command("web", short_help="The web server.")
@listens
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64),
              help="Processes. One a core is a good start.")  # fmt: skip
@click.option("--threads", default=WEB_THREADS, show_default=True, type=click.IntRange(1, 512),
              help="Requests each process answers at once.")  # fmt: skip
def web(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the website and nothing else: mail needs `portal worker` beside it."""
    refuse_taken(host, port)
    app = ready_application()
    # The workers are forked: a connection opened here must not be theirs as well.
    app.extensions["portal_database"].dispose()
    server = Server(
        "portal.commands.application:web_application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=running.STOP_SECONDS - 2,
        log_dictconfig=LOGGING,
    )
    server.serve()


@click.command("worker", short_help="Send mail and do what is due; run as many as you like.")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64))
def worker(processes: int) -> None:
    """Send the mail that waits and do what is due, until stopped.

    Any number of workers may run, on any number of machines: each thing is done by one of them.
    """
    stopping = running.stop_on_signals()
    app = ready_application()
    if processes == 1:
        jobs.work(app, stopping=stopping)
        return
    children = running.Children(say=say)
    for number in range(1, processes + 1):
        children.start(f"worker {number}", *portal("worker"))
    children.tend_until(stopping)
    children.stop()


@click.command("run", short_help="Web server and one worker together.")
@listens
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64),
              help="Web processes.")  # fmt: skip
def run(host: str, port: int, workers: int) -> None:
    """Everything a small installation needs: bring the database up to date, then run the web
    server and one worker until stopped."""
    refuse_taken(host, port)
    stopping = running.stop_on_signals()
    with application().app_context():
        schema.upgrade()
    ready_application()
    children = running.Children(say=say)
    children.start("worker", *portal("worker"))
    options = ("--host", host, "--port", str(port), "--workers", str(workers))
    children.start("web server", *portal("web"), *options)
    say(f"Listening on {host}, port {port}.")
    children.tend_until(stopping)
    children.stop()


def portal(*words: str) -> tuple[str, ...]:
    """The command line of another portal process."""
    return (sys.executable, "-m", "portal.cli", *words)


def say(text: str) -> None:
    click.echo(text, err=True)
