"""Product models as files under version control."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from portal.building import publishing as versions
from portal.building.pictures import Unsafe
from portal.building.queries import version_of
from portal.commands.application import ready_application
from portal.configurator import checking, files, publishing
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import NoBuild, Unsound
from portal.database import session

NO_BUILD = 1
BAD_INPUT = 2


@click.group("model", short_help="Bring in, take out and check product models.")
def model() -> None:
    """Product models that are kept as files under version control."""


@model.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check(file: Path) -> None:
    """Print what the model's rules do to its options, a line for each finding.

    Exit code 0 when it can be published, 1 when no build is possible, 2 when FILE is no model.
    """
    try:
        compiled = publishing.compiled(files.read(file.read_bytes()))
        findings = checking.check(compiled)
    except OSError as problem:
        _refuse(f"{file}: {problem.strerror}")
    except Unsound as problem:
        _refuse(f"{file}: {problem}")
    except OutOfTime:
        _refuse(f"{file}: too hard to check in time")
    for finding in findings:
        rules = f" ({', '.join(finding.rules)})" if finding.rules else ""
        click.echo(f"{finding.fault}: {finding.text}{rules}")
    if not findings:
        click.echo(f"{file}: nothing to mend")
    if any(finding.prevents_publishing for finding in findings):
        sys.exit(NO_BUILD)


@model.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A drawing in layers (SVG). Without one: FILE with .svg, or that of the version before.",
)
@click.option("--publish", is_flag=True, help="Offer it to customers at once.")
def bring_in(file: Path, picture: Path | None, publish: bool) -> None:
    """Bring FILE in as a new draft. What is there already is not brought in again.

    Exit code 0 when it is there, 1 when no build is possible, 2 when FILE is no model.
    """
    drawn = picture or (file.with_suffix(".svg") if file.with_suffix(".svg").exists() else None)
    try:
        source = file.read_text("utf-8-sig")
        drawing = drawn.read_text("utf-8") if drawn else ""
        with ready_application().app_context():
            version = versions.bring_in(source, picture=drawing, publish_it=publish, by=None)
            click.echo(f"{version.model.slug} version {version.n}: {version.state}")
    except (OSError, UnicodeDecodeError) as problem:
        _refuse(f"{file}: {problem}")
    except (Unsound, Unsafe) as problem:
        _refuse(f"{file}: {problem}")
    except OutOfTime:
        _refuse(f"{file}: too hard to check in time")
    except NoBuild:
        click.echo(f"{file}: no build is possible; it stays a draft", err=True)
        sys.exit(NO_BUILD)


@model.command("export")
@click.argument("slug")
@click.option("--version", "n", type=int, help="Which version; without it the newest.")
@click.option("--picture", is_flag=True, help="Its drawing instead.")
def take_out(slug: str, n: int | None, picture: bool) -> None:
    """Print a model as the file it was brought in as."""
    with ready_application().app_context():
        version = session.scalars(version_of(slug, n)).first()
        if version is None:
            _refuse(f"there is no model {slug}" + (f" version {n}" if n else ""))
        click.echo(version.picture if picture else version.source, nl=False)


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(BAD_INPUT)
