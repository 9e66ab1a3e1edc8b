"""Writing playbooks: each change is a new version, and a second person approves it."""

import hashlib
import re
import unicodedata
from typing import Any

from sqlalchemy import func, select

from portal import clock
from portal.access import Actor
from portal.accounts.models import User
from portal.database import as_json, atomic, lock, session
from portal.followups import linting, spec_reading
from portal.followups.models import Playbook, PlaybookState, PlaybookVersion
from portal.followups.switching import NotNow, noted


class SamePerson(NotNow):
    """Whoever wrote it cannot be the one who approves it."""


@atomic()
def begin(
    *, title: str, document: dict[str, Any], owner: User, care_of: User | None, by: User
) -> Playbook:
    """A new playbook with its first version. Raises spec_reading.NotASpec."""
    spec_reading.read(document)
    playbook = Playbook(
        key=_free_key(title), title=title, owner_id=owner.id,
        care_of_id=care_of.id if care_of else None,
    )  # fmt: skip
    session.add(playbook)
    session.flush()
    noted(playbook, "began it", by=by)
    _add(playbook, document, by)
    return playbook


@atomic()
def revise(playbook: Playbook, document: dict[str, Any], *, by: User) -> PlaybookVersion:
    """The next version; the same words again are no version of their own."""
    spec_reading.read(document)
    lock(playbook)
    if playbook.state is PlaybookState.RETIRED:
        raise NotNow("It is retired. Begin another one.")
    newest = newest_of(playbook)
    if newest.spec_sha256 == _sha256(document):
        return newest
    return _add(playbook, document, by)


@atomic()
def entrust(
    playbook: Playbook, *, title: str, owner: User, care_of: User | None, by: Actor
) -> None:
    """Say what it is called, who answers for it, and who looks after what its answers open."""
    lock(playbook)
    now = (title, owner.id, care_of.id if care_of else None)
    if now == (playbook.title, playbook.owner_id, playbook.care_of_id):
        return
    playbook.title, playbook.owner_id, playbook.care_of_id = now
    what = f"gave it to {owner.name}" + (f", its concerns to {care_of.name}" if care_of else "")
    noted(playbook, what, by=by)


@atomic()
def submit(version: PlaybookVersion, *, by: User) -> None:
    """Ask for approval. Asking twice is asking once."""
    lock(version)
    if version.is_approved or version.is_in_review:
        return
    if version.sent_back_at is not None:
        raise NotNow("It was sent back. Change it, then ask again.")
    if faults := linting.faults(version.playbook, spec_reading.read(version.spec)):
        raise NotNow(faults[0])
    version.submitted_at = clock.now()
    noted(version.playbook, f"asked for approval of version {version.n}", by=by)


@atomic()
def approve(version: PlaybookVersion, *, by: User) -> None:
    """A second person releases it: from now on it enrols and sends."""
    playbook = lock(version.playbook)
    lock(version)
    if version.is_approved:
        return
    if not version.is_in_review:
        raise NotNow(f"Nobody has asked for approval of version {version.n}.")
    if version.created_by_id == by.id:
        raise SamePerson("You wrote this version. Somebody else approves it.")
    if newest_of(playbook).id != version.id:
        raise NotNow("There is a newer version.")
    if playbook.state is PlaybookState.RETIRED:
        raise NotNow("It is retired.")
    version.approved_by_id, version.approved_at = by.id, clock.now()
    playbook.live_version_id = version.id
    if playbook.state is PlaybookState.DRAFT:
        playbook.state = PlaybookState.LIVE
    noted(playbook, f"approved version {version.n}", by=by)


@atomic()
def send_back(version: PlaybookVersion, *, reason: str, by: User) -> None:
    """Not like this. Whoever wrote it reads why."""
    lock(version)
    if not version.is_in_review:
        raise NotNow(f"Nobody waits for approval of version {version.n}.")
    version.sent_back_at, version.sent_back_reason = clock.now(), reason[:250]
    noted(version.playbook, f"sent version {version.n} back", by=by, reason=reason)


def newest_of(playbook: Playbook) -> PlaybookVersion:
    return session.scalars(
        select(PlaybookVersion)
        .where(PlaybookVersion.playbook_id == playbook.id)
        .order_by(PlaybookVersion.n.desc())
        .limit(1)
    ).one()


def _add(playbook: Playbook, document: dict[str, Any], by: User) -> PlaybookVersion:
    last = session.scalar(
        select(func.max(PlaybookVersion.n)).where(PlaybookVersion.playbook_id == playbook.id)
    )
    version = PlaybookVersion(
        playbook_id=playbook.id, n=(last or 0) + 1, spec=document,
        spec_sha256=_sha256(document), created_by_id=by.id,
    )  # fmt: skip
    session.add(version)
    session.flush()
    noted(playbook, f"wrote version {version.n}", by=by)
    return version


def _sha256(document: dict[str, Any]) -> str:
    return hashlib.sha256(as_json(document).encode()).hexdigest()


def _free_key(title: str) -> str:
    """The title as it stands in an address, with a number when that one is taken."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60] or "playbook"
    taken = RESERVED | set(
        session.scalars(select(Playbook.key).where(Playbook.key.startswith(key)))
    )
    candidates = (key if n == 1 else f"{key}-{n}" for n in range(1, 10_000))
    return next(each for each in candidates if each not in taken)


RESERVED = {"new", "starters", "switch"}
"""Addresses of ours beside those of the playbooks."""
