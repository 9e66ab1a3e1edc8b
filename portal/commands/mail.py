"""The doors for inbound mail."""

import asyncio
import json
import logging
import sys
import threading
from dataclasses import asdict

import click

from portal import running
from portal.commands.application import application, ready_application
from portal.messages import instance, lmtp
from portal.messages.receiving import receive

log = logging.getLogger(__name__)
TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail server keeps the mail and comes again; any other would bounce it."""


@click.group("mail", short_help="Take in mail; let a held installation send.")
def mail() -> None:
    """Take in mail, one message at a time, and let an installation send that is held."""


@mail.command("receive")
@click.option("--to", "envelope_to", default="", help="The address it was delivered to.")
@click.option("--from", "return_path", default="", help="The envelope's sender.")
def receive_one(envelope_to: str, return_path: str) -> None:
    """Take one mail (RFC 5322) from standard input and print what became of it.

    Prints one line of JSON: {"outcome": ..., "reference": ..., "reason": ...}. Exit code 0 when the
    mail is safely kept, whatever it was; 75 when it could not be kept and must be delivered again.
    """
    try:
        raw = sys.stdin.buffer.read()
        with application().app_context():
            receipt = receive(raw, envelope_to=envelope_to, return_path=return_path)
    except Exception as error:
        click.echo(f"Not kept, deliver it again: {error}", err=True)
        log.exception("inbound mail not kept")
        sys.exit(TRY_AGAIN)
    click.echo(json.dumps(asdict(receipt), ensure_ascii=True))


@mail.command("let-go")
def let_go() -> None:
    """Let this installation send, when it is held because its database came from another one.

    Stop the other installation first, or customers get mails twice. What was blocked when the
    database was restored stays blocked; the desk decides about it under Mail.
    """
    with application().app_context():
        reason = instance.why_held()
        instance.let_go(by_name="the command line")
    click.echo(f"Mail leaves from here now. It was held: {reason}" if reason else "It was not held")


@mail.command("lmtp")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8024, show_default=True, type=click.IntRange(0, 65535))
def serve_lmtp(host: str, port: int) -> None:
    """Take in mail by LMTP until stopped: one process for many mails, where `receive` is one each.

    Whoever reaches the port can bring mail, as with any mail server: keep it on this machine or
    between machines that trust each other.
    """
    stopping = running.stop_on_signals()
    asyncio.run(_serve(host, port, stopping))


async def _serve(host: str, port: int, stopping: threading.Event) -> None:
    async with await lmtp.listen(ready_application(), host, port) as server:
        click.echo(f"Taking in mail at {host}:{server.sockets[0].getsockname()[1]}")
        await asyncio.to_thread(stopping.wait)
