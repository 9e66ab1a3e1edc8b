"""Orders on the command line: what the shop floor did, and computing again what was ordered."""

import sys
from datetime import datetime
from pathlib import Path

import click

from portal import clock
from portal.commands.application import ready_application
from portal.database import session
from portal.orders.first_use import NotUsable, use_first
from portal.orders.models import Order
from portal.orders.use_models import Told
from portal.production import importing
from portal.production.importing import Unreadable
from portal.promises.calendars import house_zone
from portal.quotes.replaying import replay_all

DIFFERENT = 1
BAD_INPUT = 2


@click.group("orders", short_help="Replay orders, and take over what the shop floor did.")
def orders() -> None:
    """Orders that are being built."""


@orders.command("replay")
def replay() -> None:
    """Compute every order again from what it kept, and print what comes out differently.

    Exit code 0 when all of them come out the same, 1 when one does not.
    """
    with ready_application().app_context():
        count, found = 0, 0
        for _made, differences in replay_all():
            count += 1
            for each in differences:
                found += 1
                click.echo(f"{each.number} ({each.n}): {each.what}")
    click.echo(f"{count} computed again, {found} differences")
    if found:
        sys.exit(DIFFERENT)


@orders.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--trial", is_flag=True, help="Say what each row would do, and keep nothing.")
def import_(file: Path, *, trial: bool) -> None:
    """Take over the rows of FILE, a CSV file of the shop floor: all of them, or none.

    Exit code 0 when every row is sound, 1 when one is wrong, 2 when FILE is no such file.
    """
    with ready_application().app_context():
        try:
            text = importing.text_of(file.read_bytes())
            tried = (importing.try_out if trial else importing.take_over)(text, by=None)
        except (OSError, Unreadable) as problem:
            click.echo(f"{file}: {problem}", err=True)
            sys.exit(BAD_INPUT)
    for line in tried.lines:
        click.echo(f"{line.number}\t{line.order}\t{line.wrong or line.does}")
    if not tried.is_sound:
        click.echo(f"{len(tried.wrong)} rows are wrong: nothing was taken over", err=True)
        sys.exit(DIFFERENT)


@orders.command("used")
@click.argument("number")
@click.option("--on", "on", type=click.DateTime(["%Y-%m-%d"]), required=True)
def used(number: str, *, on: datetime) -> None:
    """Take over from another system that order NUMBER was used for the first time ON that day.

    Said again it changes nothing. Exit code 2 when there is no such order, or no such day.
    """
    with ready_application().app_context():
        order = session.get(Order, Order.id_of(number))
        if order is None:
            click.echo(f"there is no order {number}", err=True)
            sys.exit(BAD_INPUT)
        today = clock.now().astimezone(house_zone()).date()
        try:
            told = use_first(order, on=on.date(), today=today, via=Told.SYSTEM, by=None)
        except NotUsable as refused:
            click.echo(f"{order.number}: {refused}", err=True)
            sys.exit(BAD_INPUT)
        click.echo(f"{order.number}\t{told.used_on}\t{told.via}")
