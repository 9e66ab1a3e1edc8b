"""Publishing and withdrawing: each once, with who did it and why."""

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from portal.access import Actor
from portal.building import publishing
from portal.building.models import ModelVersion, ProductModel, VersionState
from portal.building.publishing import ChangedMeanwhile, NotADraft
from portal.database import atomic, lock, session
from portal.releasing.models import EffectCheck, Release, Step

MOST_SHOWN = 50


def publish(draft: ModelVersion, *, seen: int, note: str, by: Actor) -> None:
    """Offer it to customers. `seen` is what it counted when its page was drawn: ChangedMeanwhile
    where somebody has changed it since; NotADraft where somebody was faster; NoBuild where its
    rules leave nothing to build."""
    if not draft.is_draft:
        raise NotADraft(draft.n)
    if draft.edits != seen:
        raise ChangedMeanwhile(draft.n)
    _publish(draft, publishing.prepare(draft), seen, note, by)


@atomic()
def _publish(draft: ModelVersion, sha256: str, seen: int, note: str, by: Actor) -> None:
    publishing.offer(draft, sha256, by=by)
    if draft.edits != seen:
        raise ChangedMeanwhile(draft.n)
    session.execute(delete(EffectCheck).where(EffectCheck.version_id == draft.id))
    session.add(Release(version_id=draft.id, step=Step.PUBLISHED, note=note, by_id=by.id))


@atomic()
def withdraw(version: ModelVersion, *, note: str, by: Actor) -> bool:
    """Offer it no longer. False where somebody has withdrawn it already."""
    lock(version)
    if version.state is VersionState.WITHDRAWN:
        return False
    publishing.withdraw(version, by=by)
    session.add(Release(version_id=version.id, step=Step.WITHDRAWN, note=note, by_id=by.id))
    return True


def releases(product: ProductModel) -> list[Release]:
    """What was published and withdrawn, the latest first."""
    return list(
        session.scalars(
            select(Release)
            .join(Release.version)
            .options(joinedload(Release.version), joinedload(Release.by))
            .where(ModelVersion.model_id == product.id)
            .order_by(Release.id.desc())
            .limit(MOST_SHOWN)
        )
    )


def who_published(version: ModelVersion) -> Release | None:
    return session.scalars(
        select(Release)
        .options(joinedload(Release.by))
        .where(Release.version_id == version.id, Release.step == Step.PUBLISHED)
        .limit(1)
    ).first()


def published_before(version: ModelVersion) -> ModelVersion | None:
    """What customers choose from once this one is withdrawn."""
    return session.scalars(
        select(ModelVersion)
        .where(
            ModelVersion.model_id == version.model_id,
            ModelVersion.state == VersionState.PUBLISHED,
            ModelVersion.id != version.id,
        )
        .order_by(ModelVersion.n.desc())
        .limit(1)
    ).first()
