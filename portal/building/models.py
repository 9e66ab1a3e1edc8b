"""Product models, their versions, and builds."""

import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, event, inspect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.accounts.models import User
from portal.configurator.files import MOST_BYTES
from portal.customers.models import Customer
from portal.database import Json, Line, Model, Short, Words
from portal.money import Money

Source = Annotated[str, mapped_column(Words(MOST_BYTES))]
CODE_BYTES = 12


class PublishedForEver(RuntimeError):
    """Somebody tried to change or delete what builds and orders are computed from."""


class VersionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ProductModel(Model):
    """A product made to order. Its slug is the model's id in its file, and part of its address."""

    __tablename__ = "product_models"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[Short] = mapped_column(unique=True)
    name: Mapped[Line]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    versions: Mapped[list["ModelVersion"]] = relationship(
        back_populates="model", order_by="ModelVersion.n"
    )


class ModelVersion(Model):
    """What a product model consists of, as a file: see portal.configurator.files.

    `edits` counts a draft's changes: whoever saves one says which they began with.
    """

    __tablename__ = "model_versions"
    __table_args__ = (
        UniqueConstraint("model_id", "n"),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("product_models.id"))
    n: Mapped[int]
    state: Mapped[VersionState] = mapped_column(
        default=VersionState.DRAFT, index=True, active_history=True
    )
    source: Mapped[Source] = mapped_column(deferred=True)
    sha256: Mapped[Short]
    picture: Mapped[Source] = mapped_column(default="", deferred=True)
    """A drawing in layers (SVG), made safe; see portal.building.pictures."""
    picture_sha256: Mapped[Short] = mapped_column(default="")
    edits: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]

    model: Mapped[ProductModel] = relationship(back_populates="versions")
    changed_by: Mapped[User | None] = relationship(foreign_keys=[changed_by_id])
    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])

    @property
    def is_draft(self) -> bool:
        return self.state is VersionState.DRAFT


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def new_code() -> str:
    """What a build is shared by: 96 random bits, in letters and digits that a link keeps whole."""
    return secrets.token_urlsafe(CODE_BYTES).replace("-", "a").replace("_", "b")


class Build(Model):
    """What somebody chose. `choices` is {group: [options]}, sorted: the same choices, the same
    text.

    Price and days are those of the cheapest build with these choices when they were last saved;
    `is_complete` when nothing was left to choose.
    """

    __tablename__ = "builds"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[Short] = mapped_column(unique=True, default=new_code)
    version_id: Mapped[int] = mapped_column(ForeignKey("model_versions.id"), index=True)
    choices: Mapped[Json]
    name: Mapped[Line] = mapped_column(default="")
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who saved it; without customer and user it is a visitor's."""
    price_minor: Mapped[int]
    currency: Mapped[Short]
    days: Mapped[int]
    is_complete: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    version: Mapped[ModelVersion] = relationship()
    customer: Mapped[Customer | None] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def price(self) -> Money:
        return Money(self.price_minor, self.currency)

    @property
    def picks(self) -> list[tuple[str, str]]:
        return [(group, option) for group, options in self.choices.items() for option in options]


FOR_EVER = ("model_id", "n", "source", "sha256", "picture", "picture_sha256", "published_at")


@event.listens_for(ModelVersion, "before_update")
def _published_stays_as_it_is(_mapper: Any, _connection: Any, version: ModelVersion) -> None:
    history = {name: inspect(version).attrs[name].history for name in (*FOR_EVER, "state")}
    before = history["state"].deleted[0] if history["state"].deleted else version.state
    if before is VersionState.DRAFT:
        return
    if version.is_draft or any(history[name].has_changes() for name in FOR_EVER):
        raise PublishedForEver(f"version {version.n} of model {version.model_id}")


@event.listens_for(ModelVersion, "before_delete")
def _published_is_not_deleted(_mapper: Any, _connection: Any, version: ModelVersion) -> None:
    if not version.is_draft:
        raise PublishedForEver(f"version {version.n} of model {version.model_id}")
