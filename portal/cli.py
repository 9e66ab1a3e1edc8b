"""The `portal` command."""

import sys

import click
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, OperationalError

from portal import running
from portal.commands.backups import backup, restore
from portal.commands.databases import db
from portal.commands.demo import demo
from portal.commands.followups import followups
from portal.commands.mail import mail
from portal.commands.models import model
from portal.commands.orders import orders
from portal.commands.serving import run, web, worker
from portal.commands.staff import staff
from portal.commands.triage import triage
from portal.settings import NotConfigured

NOT_CONFIGURED = 2

SECTIONS = {
    "Run it": (run, web, worker),
    "Look after it": (db, backup, restore, mail, followups, staff, triage, model, orders),
    "Try it out": (demo,),
}

EXAMPLES = """\b
Examples:
  portal demo run                    a believable company to click through
  portal db upgrade                  after every installation and update
  portal run                         web server and worker, small installation
  portal web --workers 4             many processes: web servers ...
  portal worker --processes 2        ... and workers, on as many machines as you like
  portal staff add --role admin --name "Ines Vermeer" ines@example.com
  portal backup /backups/monday.tar  while everything runs
  portal mail receive < message.eml  what the mail server calls for each mail
  portal followups due --at 2026-12-05T09:00 --dry-run   who would get what, and why not
  portal triage evaluate --train learned.csv --test asked.csv
  portal model check bicycle.toml    what its rules do to its options
  portal orders replay               compute again what was ordered

\b
Settings come from the environment:
  PORTAL_BASE_URL      the address customers use, like https://help.example.com
  PORTAL_SECRET_KEY    at least 32 random characters; keep it with your backups
  PORTAL_DATA          the folder for files and the embedded database (var)
  PORTAL_DATABASE_URL  postgresql+psycopg://...; empty for the embedded SQLite
  PORTAL_SMTP_URL      where mail leaves, like smtp+starttls://name:secret@mail.example.com
  PORT                 where the web server listens (8000)

All of them, and how to run this well: docs/operating.md
"""


class Sections(click.Group):
    """A group whose help lists the commands by what they are for."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                rows = [
                    (command.name or "", command.get_short_help_str(80)) for command in commands
                ]
                formatter.write_dl(rows)


@click.group(
    cls=Sections, epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)  # fmt: skip
def portal() -> None:
    """The customers' portal: concerns, orders and the desk that answers them."""


for commands in SECTIONS.values():
    for command in commands:
        portal.add_command(command)


def main() -> None:
    running.follow_parent()
    try:
        portal()
    except NotConfigured as problem:
        click.echo(f"Not started. {problem}", err=True)
        sys.exit(NOT_CONFIGURED)
    except ArgumentError:
        click.echo("Not started. PORTAL_DATABASE_URL is no database address.", err=True)
        sys.exit(NOT_CONFIGURED)
    except OperationalError as problem:
        click.echo(f"The database does not answer: {str(problem.orig).strip()}", err=True)
        sys.exit(1)
    except CommandError as problem:
        click.echo(f"The database is of another version of the portal: {problem}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
