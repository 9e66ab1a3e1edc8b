"""Learning from scratch: from what people confirmed, and from what describes each label."""

from collections.abc import Mapping, Sequence

import numpy as np

from portal.triage.calibration import LEAST_EXAMPLES, RIGHT_OF_SURE, Calibration
from portal.triage.classifier import Classifier, Texts
from portal.triage.encoders import Encoder
from portal.triage.features import Floats, Whole
from portal.triage.model import Model, known_share, numbers_of

FOLDS = 4


class NothingToTellApart(Exception):
    """Fewer than two labels."""


def train(
    examples: Sequence[tuple[str, str]],
    *,
    about: Mapping[str, Sequence[str]] | None = None,
    encoder: Encoder | None = None,
    right: float = RIGHT_OF_SURE,
) -> Model:
    """A model that knows these examples, each a text and its label.

    `about` describes labels by their names, articles and canned answers: with these alone it can
    begin before anybody has confirmed anything. `right` is how many of its sure proposals shall be.
    Raises NothingToTellApart.
    """
    described = [(text, label) for label, texts in (about or {}).items() for text in texts]
    # First what people confirmed: the calibration tells the two apart by their places
    taught = [*examples, *described]
    labels = sorted({label for _, label in taught} | set(about or {}))
    if len(labels) < 2:
        raise NothingToTellApart
    place = {label: number for number, label in enumerate(labels)}
    texts = Texts.read([text for text, _ in taught], encoder)
    truth = np.array([place[label] for _, label in taught], np.int64)
    return Model(
        labels, Classifier.fit(texts, truth, len(labels)),
        _calibrated(texts, truth, len(labels), confirmed=len(examples), right=right),
        set().union(*map(numbers_of, texts.words)), len(examples), encoder,
    )  # fmt: skip


def _calibrated(
    texts: Texts, truth: Whole, labels: int, *, confirmed: int, right: float
) -> Calibration:
    """Every confirmed example is judged once, by a model that learned from the others."""
    if confirmed < LEAST_EXAMPLES:
        return Calibration()
    turn = np.random.default_rng(0).permutation(confirmed) % FOLDS
    scores = np.zeros((confirmed, labels), np.float32)
    familiar = np.zeros(confirmed, np.float32)
    everything = np.arange(len(truth))
    for fold in range(FOLDS):
        unseen = np.flatnonzero(turn == fold)
        seen = np.setdiff1d(everything, unseen)
        classifier = Classifier.fit(texts.chosen(seen), truth[seen], labels)
        judged = texts.chosen(unseen)
        scores[unseen] = classifier.scores(classifier.weigh(judged), judged.meaning)
        familiar[unseen] = _familiarity(judged, texts, seen, classifier)
    return Calibration.fit(scores, truth[:confirmed], familiar, right=right)


def _familiarity(judged: Texts, texts: Texts, seen: Whole, classifier: Classifier) -> Floats:
    if len(classifier.neighbours.anchors):
        return classifier.neighbours.nearest(judged.meaning)
    known = set().union(*(numbers_of(texts.words[each]) for each in seen))
    return np.array([known_share(words, known) for words in judged.words], np.float32)
