"""Product models as files under version control."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from portal.configurator import checking, files, publishing
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import Unsound

NO_BUILD = 1
BAD_INPUT = 2


@click.group("model", short_help="Check product models.")
def model() -> None:
    """Check product models that are kept as files. Needs no database."""


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


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(BAD_INPUT)
