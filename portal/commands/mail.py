"""The door for inbound mail."""

import json
import logging
import sys
from dataclasses import asdict

import click

from portal.commands.application import application
from portal.messages.receiving import receive

log = logging.getLogger(__name__)
TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail server keeps the mail and comes again; any other would bounce it."""


@click.group("mail", short_help="Take in mail.")
def mail() -> None:
    """Take in mail, one message at a time."""


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
