"""The draft of a model and what is published of it, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import Actor, get_or_404
from portal.building import publishing
from portal.building.models import ModelVersion, ProductModel, VersionState
from portal.building.queries import MOST_SHOWN
from portal.database import atomic, lock, session


@dataclass(frozen=True)
class Standing:
    """A model with its draft, where there is one, and what customers choose from, where they do."""

    product: ProductModel
    draft: ModelVersion | None
    published: ModelVersion | None


def standings() -> Sequence[Standing]:
    """Every model, in two queries whatever their number."""
    products = session.scalars(select(ProductModel).order_by(ProductModel.name).limit(MOST_SHOWN))
    found = {each.id: each for each in products}
    versions = session.scalars(
        _versions().where(ModelVersion.model_id.in_(found), _shown()).order_by(ModelVersion.n)
    )
    latest = {(each.model_id, each.state): each for each in versions}
    return [
        Standing(
            product,
            latest.get((product.id, VersionState.DRAFT)),
            latest.get((product.id, VersionState.PUBLISHED)),
        )
        for product in found.values()
    ]


def draft_of(slug: str) -> ModelVersion | None:
    return _latest(slug, VersionState.DRAFT)


def published_of(slug: str) -> ModelVersion | None:
    return _latest(slug, VersionState.PUBLISHED)


def either(slug: str) -> tuple[ModelVersion | None, ModelVersion | None]:
    """Draft and published version; 404 where there is no such model."""
    get_or_404(select(ProductModel).where(ProductModel.slug == slug))
    return draft_of(slug), published_of(slug)


@atomic()
def begin(product: ProductModel, *, by: Actor | None) -> ModelVersion:
    """The draft of the model: the one there is, or a new one that says what the newest says."""
    lock(product)
    last = publishing.latest(product)
    assert last is not None, f"model {product.id} has no version"
    if last.is_draft:
        return last
    return publishing.add_draft(last.source, by=by)


def _latest(slug: str, state: VersionState) -> ModelVersion | None:
    return session.scalars(
        _versions()
        .join(ModelVersion.model)
        .where(ProductModel.slug == slug, ModelVersion.state == state)
        .order_by(ModelVersion.n.desc())
        .limit(1)
    ).first()


def _versions():  # type: ignore[no-untyped-def]
    return select(ModelVersion).options(
        joinedload(ModelVersion.changed_by), joinedload(ModelVersion.published_by)
    )


def _shown():  # type: ignore[no-untyped-def]
    return ModelVersion.state.in_([VersionState.DRAFT, VersionState.PUBLISHED])
