"""What follow-ups would do, without doing it."""

import json
import sys
from datetime import UTC, datetime
from typing import NoReturn

import click
from sqlalchemy import select

from portal import clock
from portal.commands.application import application
from portal.database import session
from portal.followups import foreseeing, versions
from portal.followups.models import Playbook, PlaybookState

BAD_INPUT = 2


@click.group("followups", short_help="Look ahead at the follow-ups.")
def followups() -> None:
    """Look ahead at the follow-ups. Workers send them; this never does."""


@followups.command("due")
@click.option("--at", "moment", required=True, help="A moment, like 2026-12-05T09:00 (UTC).")
@click.option("--dry-run", is_flag=True, help="Needed: nothing is ever sent from here.")
@click.option("--playbook", default="", help="Only the playbook of this key.")
def due(moment: str, dry_run: bool, playbook: str) -> None:
    """Print one line of JSON for each mail that would be due by then: whether it would go, which
    gate decided, and why. Drafts are judged as if they were approved.
    """
    if not dry_run:
        _refuse("Workers send follow-ups. Say --dry-run to see what they would do.")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        _refuse(f"{moment} is no moment. Write it like 2026-12-05T09:00.")
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    with application().app_context():
        asked = select(Playbook).where(Playbook.state != PlaybookState.RETIRED)
        if playbook:
            asked = asked.where(Playbook.key == playbook)
        found = session.scalars(asked.order_by(Playbook.id)).all()
        if playbook and not found:
            _refuse(f"There is no playbook {playbook}.")
        for each in found:
            version = each.live_version or versions.newest_of(each)
            is_draft = each.state is PlaybookState.DRAFT
            now = max(at, clock.now())
            for mail in foreseeing.foresee(
                each, version, now=now, until=at, at=at, as_if_live=is_draft, most=100_000
            ):
                click.echo(json.dumps(mail.as_json(), ensure_ascii=True))


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(BAD_INPUT)
