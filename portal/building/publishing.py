"""From a file to what customers choose from: drafts, publishing, withdrawing."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.access import Actor
from portal.building.choices import OURS
from portal.building.compiling import folder
from portal.building.edit_models import ModelEdit
from portal.building.models import ModelVersion, ProductModel, VersionState, sha256_of
from portal.building.pictures import Picture
from portal.configurator import completing, files, publishing
from portal.configurator.faults import Unsound
from portal.configurator.model import ProductModel as Read
from portal.database import atomic, lock, session

LONGEST_WHAT = 250


class NotADraft(Exception):
    """Somebody would change or publish what is published already, or withdrawn."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the draft since it was opened."""


def read(source: str | bytes) -> Read:
    """The model of a file; Unsound with every fault, also those that only a website minds."""
    model = files.read(source)
    taken = [group.id for group in model.groups if group.id in OURS]
    if taken:
        raise Unsound([f"group “{each}”: our own addresses use this id" for each in taken])
    return model


@atomic()
def add_draft(source: str, *, picture: str = "", by: Actor | None) -> ModelVersion:
    """A new draft with what the file says, of a new model where there is none of that id.

    Without a picture it has that of the version before it. It goes on counting where that one
    ended, so that a page of the one never fits the other.
    """
    model = read(source)
    product = _product(model)
    product.name = model.name
    last = latest(product)
    drawn = Picture.safe(picture) if picture else (last.picture if last else "")
    version = ModelVersion(
        model_id=product.id,
        n=last.n + 1 if last else 1,
        source=source,
        sha256=sha256_of(source),
        picture=drawn,
        picture_sha256=sha256_of(drawn),
        edits=last.edits + 1 if last else 0,
        changed_by_id=by.id if by else None,
    )
    session.add(version)
    session.flush()
    return version


@atomic()
def change_draft(
    version: ModelVersion,
    source: str,
    *,
    picture: str | None = None,
    edits: int,
    by: Actor | None,
    what: str = "",
    takes_back: int | None = None,
) -> ModelEdit:
    """Let the draft say something else. `edits` is what it counted when `by` began.

    The change is written down with what the draft said before: `what` was done, in words.
    """
    lock(version)
    if not version.is_draft:
        raise NotADraft(version.n)
    if version.edits != edits:
        raise ChangedMeanwhile(version.n)
    read(source)
    before, version.source, version.sha256 = version.source, source, sha256_of(source)
    if picture is not None:
        version.picture = Picture.safe(picture) if picture else ""
        version.picture_sha256 = sha256_of(version.picture)
    version.edits += 1
    version.changed_at = clock.now()
    version.changed_by_id = by.id if by else None
    said = what or ("changed the file" if picture is None else "changed the picture")
    made = ModelEdit(
        version_id=version.id, n=version.edits, what=said[:LONGEST_WHAT], before=before,
        takes_back=takes_back, by_id=version.changed_by_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def publish(version: ModelVersion, *, by: Actor | None) -> None:
    """Offer it to customers from now on. Raises NoBuild where its rules leave nothing to build.

    Compiling may take a minute, so it is done before the transaction begins.
    """
    offer(version, prepare(version), by=by)


def prepare(version: ModelVersion) -> str:
    """Compile what it says now, and return its sha256. Raises NoBuild, and Unsound."""
    sha256 = version.sha256
    completing.cheapest(publishing.load(read(version.source), folder()))
    return sha256


@atomic()
def offer(version: ModelVersion, sha256: str, *, by: Actor | None) -> None:
    """Publish what was prepared: ChangedMeanwhile where it says something else by now."""
    lock(version)
    if not version.is_draft:
        raise NotADraft(version.n)
    if version.sha256 != sha256:
        raise ChangedMeanwhile(version.n)
    version.model.name = files.read(version.source).name
    version.state = VersionState.PUBLISHED
    version.published_at = clock.now()
    version.published_by_id = by.id if by else None


@atomic()
def withdraw(version: ModelVersion, *, by: Actor | None) -> None:
    """Offer it no longer. What was built of it still is what it was."""
    lock(version)
    if version.is_draft:
        raise NotADraft(version.n)
    if version.state is VersionState.PUBLISHED:
        version.state = VersionState.WITHDRAWN
        version.withdrawn_at = clock.now()


def bring_in(source: str, *, picture: str = "", publish_it: bool, by: Actor | None) -> ModelVersion:
    """A file as a new draft, published at once where that is asked.

    The same file twice changes nothing: what is there already is what comes back.
    """
    model = read(source)
    last = session.scalar(
        select(ModelVersion)
        .join(ProductModel)
        .where(ProductModel.slug == model.id)
        .order_by(ModelVersion.n.desc())
        .limit(1)
    )
    same = last is not None and last.sha256 == sha256_of(source)
    if same and picture:
        same = last.picture_sha256 == sha256_of(Picture.safe(picture))
    version = last if same else add_draft(source, picture=picture, by=by)
    if publish_it and version.is_draft:
        publish(version, by=by)
    return version


def latest(product: ProductModel) -> ModelVersion | None:
    return session.scalar(
        select(ModelVersion)
        .where(ModelVersion.model_id == product.id)
        .order_by(ModelVersion.n.desc())
        .limit(1)
    )


def _product(model: Read) -> ProductModel:
    """The row of this slug, taken for this transaction, so that versions are counted one by one.

    Two may bring in a new model at once: both then wait for the same row.
    """
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    new = {"slug": model.id, "name": model.name, "created_at": clock.now()}
    session.execute(insert(ProductModel).values(new).on_conflict_do_nothing())
    return lock(session.scalars(select(ProductModel).where(ProductModel.slug == model.id)).one())
