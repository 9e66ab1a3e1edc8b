"""Changing a draft: two at once lose nothing, each change is written down and can be taken back."""

from sqlalchemy import select, update

from portal.access import Actor
from portal.building import publishing
from portal.building.edit_models import ModelEdit
from portal.building.models import ModelVersion
from portal.building.publishing import NotADraft
from portal.configurator import files, merging
from portal.configurator.faults import Unsound
from portal.configurator.model import ProductModel
from portal.configurator.rewriting import rewritten
from portal.database import atomic, lock, session

MOST_KEPT = 200
MOST_KEPT_BYTES = 20_000_000


class Clash(Exception):
    """Somebody else changed the same thing meanwhile. `what` says in words what came between."""

    def __init__(self, what: list[str]):
        super().__init__("; ".join(what))
        self.what = what


class RenamedModel(Exception):
    """A file with another id is another model, not a change of this one."""


@atomic()
def edit(
    version: ModelVersion, to: ProductModel | str, *, what: str, seen: int, by: Actor | None
) -> ModelEdit | None:
    """Let the draft say `to`, made of what it said when it counted `seen`. None: it did already.

    What others changed since stays, where it is something else; else it is a Clash. A text is kept
    as it is written, as long as nobody changed anything meanwhile.
    """
    lock(version)
    if not version.is_draft:
        raise NotADraft(version.n)
    mine = publishing.read(to) if isinstance(to, str) else to
    if mine.id != version.model.slug:
        raise RenamedModel(mine.id)
    now = files.read(version.source)
    if seen == version.edits:
        text = to if isinstance(to, str) else rewritten(version.source, now, mine)
    else:
        base = files.read(text_at(version, seen))
        text = rewritten(version.source, now, _merged(version, base, mine, now, seen))
    if text == version.source:
        return None
    return _change(version, text, what=what, by=by)


@atomic()
def take_back(version: ModelVersion, n: int, *, by: Actor | None) -> ModelEdit | None:
    """Undo one change, whatever was changed since; a Clash where that is the same thing."""
    lock(version)
    if not version.is_draft:
        raise NotADraft(version.n)
    one = edits(version, only=n)[0]
    if one.before is None:
        raise Clash([f"“{one.what}” is too long ago"])
    after, now = files.read(text_at(version, n)), files.read(version.source)
    before = files.read(one.before)
    if version.edits == n:
        text = one.before
    else:
        text = rewritten(version.source, now, _merged(version, after, before, now, n))
    if text == version.source:
        return None
    return _change(version, text, what=f"took back: {one.what}", by=by, takes_back=n)


def text_at(version: ModelVersion, seen: int) -> str:
    """The draft's file when it counted `seen`; a Clash when that is no longer known."""
    if seen == version.edits:
        return version.source
    since = session.scalars(
        select(ModelEdit.before).where(ModelEdit.version_id == version.id, ModelEdit.n == seen + 1)
    ).first()
    if since is None:
        raise Clash(["The page was open for too long: it is not known any more what it showed"])
    return since


def edits(version: ModelVersion, *, only: int | None = None, most: int = 50) -> list[ModelEdit]:
    """The changes of a draft, latest first."""
    query = select(ModelEdit).where(ModelEdit.version_id == version.id)
    if only is not None:
        query = query.where(ModelEdit.n == only)
    return list(session.scalars(query.order_by(ModelEdit.n.desc()).limit(most)))


def last_to_take_back(changes: list[ModelEdit]) -> ModelEdit | None:
    """The latest change of the file that still stands; taking back goes on from there."""
    undone = {each.takes_back for each in changes}
    made = [each for each in changes if each.takes_back is None and each.is_of_the_file]
    return next((each for each in made if each.n not in undone), None)


def since(version: ModelVersion, seen: int) -> list[ModelEdit]:
    """What was changed after the draft counted `seen`, first to last."""
    return [each for each in reversed(edits(version)) if each.n > seen]


def _merged(
    version: ModelVersion, base: ProductModel, mine: ProductModel, now: ProductModel, seen: int
) -> ProductModel:
    try:
        merged = merging.merged(base, mine, now)
        publishing.read(files.write(merged))
    except merging.Clash:
        raise Clash(_said(version, seen)) from None
    except Unsound as unsound:
        raise Clash([*_said(version, seen), *unsound.faults[:5]]) from None
    return merged


def _said(version: ModelVersion, seen: int) -> list[str]:
    return [
        f"{each.by.name if each.by else 'The command line'} {each.what}"
        for each in since(version, seen)
    ][-5:]


def _change(
    version: ModelVersion, text: str, *, what: str, by: Actor | None, takes_back: int | None = None
) -> ModelEdit:
    made = publishing.change_draft(
        version, text, edits=version.edits, by=by, what=what, takes_back=takes_back
    )
    _forget_the_oldest(version)
    return made


def _forget_the_oldest(version: ModelVersion) -> None:
    kept = max(5, min(MOST_KEPT, MOST_KEPT_BYTES // max(len(version.source), 1)))
    session.execute(
        update(ModelEdit)
        .where(
            ModelEdit.version_id == version.id,
            ModelEdit.n <= version.edits - kept,
            ModelEdit.before.is_not(None),
        )
        .values(before=None)
    )
