"""Bring the database to another shape, and compare it with the models."""

import click

from portal import schema
from portal.commands.application import application
from portal.database import current_database


@click.group("db", short_help="Bring the database up to date.")
def db() -> None:
    """Bring the database up to date, or back, and see whether it fits this version."""


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Run the migrations that are missing. Safe to run twice, and from two machines at once."""
    with application().app_context():
        schema.upgrade(revision)
    click.echo("The database is up to date.")


@db.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Go back to an earlier shape. What only the newer one could hold is lost: back up first."""
    with application().app_context():
        schema.downgrade(revision)
    click.echo(f"The database is at {revision}.")


@db.command("check")
def check() -> None:
    """Say whether the database is what this version expects; exit code 1 when not."""
    with application().app_context():
        if not schema.is_current():
            raise click.ClickException("Migrations are missing. Run: portal db upgrade")
        differences = schema.differences(current_database())
    if differences:
        raise click.ClickException("\n".join(["It differs:", *map(str, differences)]))
    click.echo("The database fits.")


@db.command("revision", hidden=True)
@click.option("--message", "-m", required=True)
def revision(message: str) -> None:
    """Write a new migration from what the models have and the database has not."""
    with application().app_context():
        schema.write_revision(message)
