"""Orders on the command line: what the shop floor did, and computing again what was ordered."""

import sys
from pathlib import Path

import click

from portal.commands.application import ready_application
from portal.production import importing
from portal.production.importing import Unreadable
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
