"""Which words speak for a proposal."""

from collections.abc import Sequence

import numpy as np

from portal.triage.classifier import Classifier
from portal.triage.features import Floats, Rows, column_of_pair, columns_of_word
from portal.triage.language_words import SMALL_WORDS
from portal.triage.wording import folded

MOST_REASONS = 3
LEAST_SHARE = 0.2
"""Of what the strongest word says; less is noise."""
SMALL = frozenset(folded(word) for words in SMALL_WORDS.values() for word in words.split())
"""What is in nearly every sentence convinces nobody, however much the weights make of it."""


def because(
    words: Sequence[str], row: Rows, label: int, likely: Floats, classifier: Classifier
) -> tuple[str, ...]:
    """The words that speak most for this label and against the others, strongest first.

    `row` is the text's, weighed; `likely` says how near each other label came: a word that
    speaks for the runner-up as well is no reason.
    """
    others = likely.copy()
    others[label] = 0
    others = others / others.sum() if others.sum() > 0 else np.full_like(likely, 1 / len(likely))
    weights = classifier.softmax.words[row.columns]
    counts = row.values * (weights[:, label] - weights @ others)
    says = dict(zip(row.columns.tolist(), counts.tolist(), strict=True))
    votes: dict[str, float] = {}
    shown: dict[str, str] = {}
    plain = [folded(word) for word in words]
    for place, word in enumerate(plain):
        shown.setdefault(word, words[place])
        vote = sum(map(says.__getitem__, columns_of_word(word)))
        vote += says[column_of_pair(plain[place - 1] if place else "^", word)] / 2
        following = plain[place + 1] if place + 1 < len(plain) else "$"
        vote += says[column_of_pair(word, following)] / 2
        votes[word] = max(votes.get(word, 0.0), float(vote))
    telling = {word: vote for word, vote in votes.items() if word not in SMALL} or votes
    strongest = sorted(telling, key=lambda word: -votes[word])[:MOST_REASONS]
    least = LEAST_SHARE * votes[strongest[0]] if strongest else 0
    return tuple(shown[word] for word in strongest if votes[word] > max(least, 0))
