"""Take a backup while everything runs, and put one back."""

from pathlib import Path

import click
from flask import current_app

from portal.backups.folders import BackupDamaged
from portal.backups.restoring import NotRestored
from portal.backups.restoring import restore as put_back
from portal.backups.taking import take
from portal.commands.application import application
from portal.database import current_database

FILE = click.Path(path_type=Path)


@click.command("backup", short_help="Copy everything, while it runs.")
@click.argument("target", type=FILE)
def backup(target: Path) -> None:
    """Copy the database and all files to TARGET: a new folder, or a new file ending in .tar.

    Nothing has to stop: the copy is of one moment. Exit code 1 when files are lost in the store;
    the backup is written all the same. PORTAL_SECRET_KEY is not part of it: keep that apart.
    """
    with application().app_context():
        try:
            manifest = take(current_database(), current_app.extensions["portal_files"], target)
        except OSError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"Kept {manifest.rows} rows and {manifest.files} files in {target}")
    if manifest.lost:
        lost = "\n".join(manifest.lost)
        raise click.ClickException(f"The store has lost or damaged these files:\n{lost}")


@click.command("restore", short_help="Put a backup back, into an empty place.")
@click.argument("source", type=FILE)
@click.option(
    "--keep-mail",
    is_flag=True,
    help="Let the mail wait that waited. Without this it is blocked: it may have been sent.",
)
def restore(source: Path, keep_mail: bool) -> None:
    """Put the backup SOURCE into the database and folder that the settings name; both empty.

    Every file and row is compared with the backup before it counts. A backup of SQLite can be
    restored into PostgreSQL and the other way round.
    """
    with application().app_context():
        store = current_app.extensions["portal_files"]
        try:
            manifest = put_back(current_database(), store, source, keep_mail=keep_mail)
        except (BackupDamaged, NotRestored, OSError) as error:
            raise click.ClickException(f"Not restored: {error}") from error
    click.echo(f"Restored {manifest.rows} rows and {manifest.files} files of {manifest.made_at}")
    if not keep_mail:
        click.echo("Mail that waited to be sent is blocked; the desk lists it under Mail.")
    click.echo("No mail leaves before `portal mail let-go`: stop the other installation first.")
