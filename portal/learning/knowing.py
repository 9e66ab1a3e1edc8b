"""What is known now: the latest model of each field, and every word people said since."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.database import session
from portal.learning import reading
from portal.learning.encoding import encoder
from portal.learning.models import Confirmed, Field, LearnedModel
from portal.learning.training import latest
from portal.triage.encoders import OtherEncoder
from portal.triage.model import Model
from portal.triage.packing import NotPacked

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200


@dataclass
class Known:
    """A model as this process has it. `through` is the last confirmed label it has learned."""

    row_id: int
    version: str
    model: Model
    through: int


def known(field: Field) -> Known | None:
    """None where nothing was learned yet, or it cannot be read here."""
    kept: dict[Field, Known] = current_app.extensions.setdefault("portal_learned", {})
    last = latest(field)
    if last is None or _is_forgotten(last):
        kept.pop(field, None)
        return None
    if field not in kept or (kept[field].row_id, kept[field].version) != (last.id, last.version):
        model = _unpacked(last)
        if model is None:
            return None
        kept[field] = Known(last.id, last.version, model, last.through)
    _learn_on(field, kept[field])
    return kept[field]


def _is_forgotten(last: LearnedModel) -> bool:
    """Somebody whose words are in it is being erased: it is used no more, here neither."""
    gone = select(LearnedModel.packed.is_(None)).where(LearnedModel.id == last.id)
    return bool(session.scalar(gone))


def _unpacked(last: LearnedModel) -> Model | None:
    packed: Any = session.scalar(select(LearnedModel.packed).where(LearnedModel.id == last.id))
    if packed is None:
        return None
    try:
        return Model.from_bytes(packed, encoder())
    except (NotPacked, OtherEncoder):
        log.warning("a model cannot be read", extra={"model": last.id})
        return None


def _learn_on(field: Field, known: Known) -> None:
    rows = session.execute(
        select(Confirmed.id, Confirmed.ticket_id, Confirmed.value)
        .where(Confirmed.field == field, Confirmed.id > known.through, Confirmed.value != "")
        .order_by(Confirmed.id)
        .limit(MOST_AT_ONCE)
    ).all()
    texts = reading.texts_of([row.ticket_id for row in rows])
    for row in rows:
        if row.ticket_id in texts:
            known.model.learn(texts[row.ticket_id], row.value)
        known.through = row.id
