"""Adding up what pages have counted: files become rows, each line once."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock
from portal.building import count_files
from portal.building.count_models import ChoiceCount, GatheredFile
from portal.building.counting import Measure, folder
from portal.building.models import ModelVersion
from portal.database import Model, atomic, session
from portal.jobs import sweep

Key = tuple[int, date, str, str]
AT_A_TIME = 500
REMEMBERED = timedelta(days=30)
LONGEST_SUBJECT = 130
MEASURES = frozenset(Measure)


@sweep(every=timedelta(seconds=15))
def add_up_what_was_counted() -> int:
    """Two workers may do this at once: a file is added up by whoever names it first."""
    files = count_files.take(folder())
    for path in files:
        _add_up(path)
        path.unlink(missing_ok=True)
    return len(files)


def _add_up(path: Path) -> None:
    try:
        lines = path.read_text(errors="replace").splitlines()
    except FileNotFoundError:  # another worker was here
        return
    _keep(path.name, Counter(dict(_sums(lines))))


def _sums(lines: Iterable[str]) -> dict[Key, int]:
    sums: Counter[Key] = Counter()
    for line in lines:
        for key, n in _read(line):
            sums[key] += n
    return dict(sums)


def _read(line: str) -> Iterator[tuple[Key, int]]:
    """What a line says; nothing where a crash left half of it."""
    try:
        version_id, day, seen = json.loads(line)
        on = date.fromisoformat(day)
        for measure, subject, n in seen:
            if measure in MEASURES and len(subject) <= LONGEST_SUBJECT:
                yield (int(version_id), on, measure, subject), int(n)
    except (ValueError, TypeError):
        return


@atomic()
def _keep(name: str, sums: dict[Key, int]) -> None:
    name_of = GatheredFile.__table__.c.name
    named = _insert(GatheredFile).values(name=name, at=clock.now()).on_conflict_do_nothing()
    if session.scalar(named.returning(name_of)) is None:
        return  # it was added up before
    known = set(session.scalars(select(ModelVersion.id).where(
        ModelVersion.id.in_({key[0] for key in sums})
    )))  # fmt: skip
    names = ("version_id", "day", "measure", "subject")
    rows = [
        dict(zip(names, key, strict=True)) | {"count": n}
        for key, n in sorted(sums.items())
        if n and key[0] in known
    ]
    add = _insert(ChoiceCount)
    add = add.on_conflict_do_update(
        index_elements=list(names),
        set_={"count": ChoiceCount.__table__.c.count + add.excluded.count},
    )
    for start in range(0, len(rows), AT_A_TIME):
        session.execute(add, rows[start : start + AT_A_TIME])


def _insert(model: type[Model]) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert if session.database.is_sqlite else postgresql.insert
    return insert(model.__table__)


@sweep(every=timedelta(hours=12))
@atomic()
def forget_names_of_files() -> int:
    old = GatheredFile.at < clock.now() - REMEMBERED
    return session.execute(delete(GatheredFile).where(old)).rowcount
