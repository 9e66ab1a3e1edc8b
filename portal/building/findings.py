"""What the checker finds in a draft: at once where it takes a moment, else by a worker."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.building.edit_models import ModelCheck
from portal.building.models import ModelVersion, VersionState
from portal.configurator import checking, files, publishing
from portal.configurator.checking import Fault, Finding
from portal.configurator.engine.solver import OutOfTime
from portal.configurator.faults import Unsound
from portal.configurator.model import Pick, ProductModel
from portal.database import atomic, session

AT_ONCE_SECONDS = 0.7
BY_WORKER_SECONDS = 15.0
GIVEN_UP_AFTER = timedelta(minutes=2)
_threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model-check")


@dataclass(frozen=True)
class Found:
    """`items` is None as long as nobody has checked what the draft says now."""

    items: list[Finding] | None

    @property
    def is_known(self) -> bool:
        return self.items is not None

    def about(self, *, group: str = "", option: str = "", rule: str = "") -> list[Finding]:
        """Those of one option, of a whole group, or of one rule."""
        return [
            each
            for each in self.items or ()
            if (rule and rule in each.rules) or (group and _is_about(each.pick, group, option))
        ]

    @property
    def worst(self) -> str:
        """A tone: of the gravest finding."""
        if not self.items:
            return "good"
        return "bad" if any(each.prevents_publishing for each in self.items) else "warn"


def _is_about(pick: Pick | None, group: str, option: str) -> bool:
    return pick is not None and pick.group == group and option in ("", pick.option)


def of(version: ModelVersion) -> Found:
    """What is known of what the version says now."""
    kept = session.get(ModelCheck, version.id)
    if kept is None or kept.sha256 != version.sha256 or kept.done_at is None:
        return Found(None)
    return Found([_read(each) for each in kept.findings["found"]])


def check_now(version: ModelVersion) -> Found:
    """Check for a moment; what takes longer is left to a worker."""
    known = of(version)
    if known.is_known:
        return known
    sha256, model = version.sha256, files.read(version.source)
    try:
        found = _threads.submit(look, model, AT_ONCE_SECONDS).result(timeout=AT_ONCE_SECONDS)
    except TooSlow:
        return Found(None)
    if not any(each.fault is Fault.UNDECIDED for each in found):
        _claim(version.id, sha256)
        _keep(version.id, sha256, found)
        return Found(found)
    return Found(None)


def check_waiting() -> int:
    """Check one draft that nobody has looked at since it was changed."""
    for version_id in session.scalars(_waiting().limit(10)).all():
        version = session.get_one(ModelVersion, version_id)
        sha256, text = version.sha256, version.source
        if _claim(version_id, sha256):
            _keep(version_id, sha256, look(files.read(text), BY_WORKER_SECONDS))
            return 1
    return 0


def look(model: ProductModel, seconds: float) -> list[Finding]:
    """The findings, or that it is too hard. Compiles nothing: searching is enough for looking."""
    try:
        return checking.check(publishing.searched(model, seconds=seconds / 2), seconds=seconds)
    except OutOfTime:
        return [Finding(Fault.UNDECIDED, "The model is too hard to be checked in time.")]
    except Unsound as unsound:
        return [Finding(Fault.CONTRADICTION, each) for each in unsound.faults]


def _waiting() -> Any:
    """Drafts whose newest text nobody checks, or whoever began has not ended."""
    given_up = clock.now() - GIVEN_UP_AFTER
    return (
        select(ModelVersion.id)
        .outerjoin(ModelCheck, ModelCheck.version_id == ModelVersion.id)
        .where(
            ModelVersion.state == VersionState.DRAFT,
            or_(
                ModelCheck.version_id.is_(None),
                ModelCheck.sha256 != ModelVersion.sha256,
                (ModelCheck.done_at.is_(None)) & (ModelCheck.began_at < given_up),
            ),
        )
        .order_by(ModelVersion.changed_at)
    )


@atomic()
def _claim(version_id: int, sha256: str) -> bool:
    """Begin with this text, unless somebody has."""
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    new = {"version_id": version_id, "sha256": "", "findings": {}, "began_at": clock.now()}
    session.execute(insert(ModelCheck).values(new).on_conflict_do_nothing())
    taken = session.execute(
        update(ModelCheck)
        .where(
            ModelCheck.version_id == version_id,
            or_(
                ModelCheck.sha256 != sha256,
                (ModelCheck.done_at.is_(None))
                & (ModelCheck.began_at < clock.now() - GIVEN_UP_AFTER),
            ),
        )
        .values(sha256=sha256, findings={}, began_at=clock.now(), done_at=None)
    )
    return taken.rowcount > 0


@atomic()
def _keep(version_id: int, sha256: str, found: list[Finding]) -> None:
    """Of the text that was looked at; a draft that was changed since is looked at again."""
    session.execute(
        update(ModelCheck)
        .where(ModelCheck.version_id == version_id, ModelCheck.sha256 == sha256)
        .values(findings={"found": [_written(each) for each in found]}, done_at=clock.now())
    )


def _written(finding: Finding) -> dict[str, Any]:
    return {
        "fault": finding.fault,
        "text": finding.text,
        "rules": list(finding.rules),
        "pick": list(finding.pick) if finding.pick else None,
    }


def _read(kept: dict[str, Any]) -> Finding:
    pick = Pick(*kept["pick"]) if kept["pick"] else None
    return Finding(Fault(kept["fault"]), kept["text"], tuple(kept["rules"]), pick)
