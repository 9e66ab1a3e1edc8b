"""A model: proposes a label for a text, learns from what a person says, and goes into bytes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from portal.triage.calibration import Calibration
from portal.triage.classifier import Classifier, Texts
from portal.triage.encoders import Encoder, OtherEncoder
from portal.triage.features import COLUMNS, Floats, Rows, crc
from portal.triage.neighbours import Neighbours
from portal.triage.packing import NotPacked, pack, unpack, version_of
from portal.triage.reasons import because
from portal.triage.softmax import Softmax
from portal.triage.wording import folded

PACE_OF_CORRECTIONS = 0.03
STEPS_PER_CORRECTION = 10
ENOUGH = 0.6
MOST_OTHERS = 2


class LastLabels(Exception):
    """A model of one label has nothing to tell apart."""


@dataclass(frozen=True)
class Proposal:
    """What a text seems to be about. `because` are its own words, the strongest first.

    `abstains`: a person must look before anything happens; the label is a guess. `confidence` is
    the share of such proposals that are right; None while there are too few examples to tell, when
    only `likelihood` orders them. `others` come next, with theirs.
    """

    label: str
    confidence: float | None
    because: tuple[str, ...]
    abstains: bool
    likelihood: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass
class Model:
    """Made by `training.train` or `Model.from_bytes`. One writer at a time; readers do not mind."""

    labels: list[str]
    classifier: Classifier
    calibration: Calibration
    known_words: set[int]
    examples: int
    encoder: Encoder | None = None

    def propose(self, text: str) -> Proposal:
        return self.propose_all([text])[0]

    def propose_all(self, texts: Sequence[str]) -> list[Proposal]:
        read = Texts.read(texts, self.encoder)
        rows = self.classifier.weigh(read)
        likely = self.calibration.likelihoods(self.classifier.scores(rows, read.meaning))
        familiar = self.familiarity(read)
        return [
            self._proposal(words, rows.row(place), likely[place], float(familiar[place]))
            for place, words in enumerate(read.words)
        ]

    def familiarity(self, texts: Texts) -> Floats:
        """How near the nearest known text is; without an encoder the share of known words."""
        if self.encoder is not None and len(self.classifier.neighbours.anchors):
            return self.classifier.neighbours.nearest(texts.meaning)
        shares = [known_share(words, self.known_words) for words in texts.words]
        return np.array(shares, np.float32)

    def learn(self, text: str, label: str) -> None:
        """Take a person's word for it, at once. A label that is new is added."""
        if label not in self.labels:
            self.labels.append(label)
            self.classifier.grow()
        self.classifier.nudge(
            read := Texts.read([text], self.encoder), self.labels.index(label),
            pace=PACE_OF_CORRECTIONS, steps=STEPS_PER_CORRECTION, enough=ENOUGH,
        )  # fmt: skip
        self.known_words |= numbers_of(read.words[0])
        self.examples += 1

    def drop(self, label: str) -> None:
        """Never propose this label again. Raises LastLabels where only one would be left."""
        if label not in self.labels:
            return
        if len(self.labels) <= 2:
            raise LastLabels(label)
        self.classifier.drop(self.labels.index(label))
        self.labels.remove(label)

    @property
    def version(self) -> str:
        return version_of(self.to_bytes())

    def to_bytes(self) -> bytes:
        """Small (about 3 MB for 77 labels): weights in half precision, the rest as it is."""
        softmax, neighbours = self.classifier.softmax, self.classifier.neighbours
        facts = {
            "labels": self.labels, "examples": self.examples, "blend": self.classifier.blend,
            "encoder": self.encoder.name if self.encoder else "none",
            "calibration": asdict(self.calibration),
        }  # fmt: skip
        arrays = {
            "words": softmax.words.astype(np.float16),
            "meaning": softmax.meaning.astype(np.float16),
            "bias": softmax.bias,
            "words_steps": softmax.words_steps,
            "meaning_steps": softmax.meaning_steps,
            "rarity": self.classifier.rarity,
            "anchors": neighbours.anchors.astype(np.float16),
            "says": neighbours.says,
            "known_words": np.array(sorted(self.known_words), np.uint32),
        }
        return pack(facts, arrays)

    @classmethod
    def from_bytes(cls, packed: bytes, encoder: Encoder | None = None) -> "Model":
        """Raises NotPacked, and OtherEncoder where it was learned with another one."""
        facts, arrays = unpack(packed)
        if facts.get("encoder") != (encoder.name if encoder else "none"):
            raise OtherEncoder(facts.get("encoder"))
        words = arrays.pop("known_words", None)
        floats = {name: array.astype(np.float32) for name, array in arrays.items()}
        try:
            _check(floats, len(facts["labels"]), encoder.dimensions if encoder else 0)
            classifier = Classifier(
                floats.pop("rarity"),
                neighbours=Neighbours(floats.pop("anchors"), floats.pop("says")),
                softmax=Softmax(**floats),
                blend=float(facts["blend"]),
            )
            return cls(
                list(map(str, facts["labels"])), classifier, Calibration(**facts["calibration"]),
                set(map(int, words)), int(facts["examples"]), encoder,
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as problem:
            raise NotPacked from problem

    def _proposal(
        self, words: Sequence[str], row: Rows, likely: Floats, familiar: float
    ) -> Proposal:
        first, *others = np.argsort(-likely, kind="stable")[: 1 + MOST_OTHERS].tolist()
        sure = likely[first] >= self.calibration.sure_from
        known = self.calibration.known
        return Proposal(
            label=self.labels[first],
            confidence=float(likely[first]) if known else None,
            because=because(words, row, first, likely, self.classifier),
            abstains=not (known and words and sure and familiar >= self.calibration.familiar_from),
            likelihood=float(likely[first]),
            others=tuple((self.labels[each], float(likely[each])) for each in others),
        )


def numbers_of(words: Sequence[str]) -> set[int]:
    return {crc(folded(word)) for word in words}


def known_share(words: Sequence[str], known: set[int]) -> float:
    numbers = numbers_of(words)
    return len(numbers & known) / len(numbers) if numbers else 0.0


def _check(arrays: dict[str, Floats], labels: int, dimensions: int) -> None:
    """The shapes belong together, or one of them would fail much later."""
    anchors = len(arrays["anchors"])
    wanted = {
        "words": (COLUMNS, labels), "meaning": (dimensions, labels), "bias": (labels,),
        "words_steps": (COLUMNS,), "meaning_steps": (dimensions,), "rarity": (COLUMNS,),
        "anchors": (anchors, dimensions), "says": (anchors, labels),
    }  # fmt: skip
    if {name: array.shape for name, array in arrays.items()} != wanted or labels < 2:
        raise ValueError("the shapes do not fit")
