"""Questions about models, versions and builds."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.building.models import Build, ModelVersion, ProductModel, VersionState
from portal.building.policy import visible_to

MOST_SHOWN = 200


def offered() -> Select[tuple[ModelVersion]]:
    """What customers can choose from: of each model the newest published version."""
    newest = (
        select(func.max(ModelVersion.n))
        .where(
            ModelVersion.model_id == ProductModel.id, ModelVersion.state == VersionState.PUBLISHED
        )
        .correlate(ProductModel)
        .scalar_subquery()
    )
    return (
        select(ModelVersion)
        .join(ModelVersion.model)
        .options(joinedload(ModelVersion.model))
        .where(ModelVersion.state == VersionState.PUBLISHED, ModelVersion.n == newest)
        .order_by(ProductModel.id)
        .limit(MOST_SHOWN)
    )


def offered_as(slug: str) -> Select[tuple[ModelVersion]]:
    return offered().where(ProductModel.slug == slug)


def version_of(slug: str, n: int | None = None) -> Select[tuple[ModelVersion]]:
    """A version by its number, or the newest of all, drafts among them."""
    found = (
        select(ModelVersion)
        .join(ModelVersion.model)
        .where(ProductModel.slug == slug)
        .order_by(ModelVersion.n.desc())
        .limit(1)
    )
    return found if n is None else found.where(ModelVersion.n == n)


def current_of(version: ModelVersion) -> Select[tuple[ModelVersion]]:
    """The version offered today of the same model; none where it is offered no longer."""
    return offered().where(ProductModel.id == version.model_id)


def build_at(code: str) -> Select[tuple[Build]]:
    """The build of this code: whoever has been given the code may see it."""
    return _builds().where(Build.code == code)


def builds_of(user: User) -> Select[tuple[Build]]:
    """What somebody saved, latest first; of an organisation also what colleagues saved."""
    return _latest_first(_builds().where(visible_to(user)))


def builds_at(codes: Sequence[str]) -> Select[tuple[Build]]:
    return _latest_first(_builds().where(Build.code.in_(codes)))


def _builds() -> Select[tuple[Build]]:
    model = joinedload(Build.version).joinedload(ModelVersion.model)
    return select(Build).options(model)


def _latest_first(builds: Select[tuple[Build]]) -> Select[tuple[Build]]:
    return builds.order_by(Build.changed_at.desc(), Build.id.desc()).limit(MOST_SHOWN)
