"""How soon somebody should look. Raised by words and by what was learned; never lowered."""

from collections.abc import Collection
from dataclasses import dataclass

from portal.triage.model import Proposal
from portal.triage.urgent_phrases import HIGH, NOT_BEFORE, URGENT
from portal.triage.wording import cleaned, folded, words_of

SCALE = ("low", "normal", "high", "urgent")
LONGEST_PHRASE = 4


@dataclass(frozen=True)
class Urgency:
    """A step of SCALE, and the message's own words that ask for it; none when nothing does."""

    priority: str
    because: tuple[str, ...]


def urgency_of(
    text: str, *, proposal: Proposal | None = None, urgent_labels: Collection[str] = ()
) -> Urgency:
    """What its words ask for, and the topic that was proposed, where that is an urgent one.

    A topic raises to high also when the model abstains: looking too early costs a minute.
    """
    words = words_of(cleaned(text))
    found = _phrases(words)
    urgent = tuple(said for phrase, said in found if phrase in URGENT)
    if urgent:
        return Urgency("urgent", urgent)
    high = tuple(said for phrase, said in found if phrase in HIGH)
    if proposal is not None and proposal.label in urgent_labels:
        priority = "high" if proposal.abstains else "urgent"
        return Urgency(priority, (*high, *proposal.because))
    return Urgency("high", high) if high else Urgency("normal", ())


def raised(priority: str, proposed: str) -> str:
    """The more urgent of the two. Raises ValueError for a word that is not on the SCALE."""
    return max(priority, proposed, key=SCALE.index)


def _phrases(words: list[str]) -> list[tuple[str, str]]:
    """Each phrase of the lists that occurs, as listed and as written; not after "not" and alike."""
    plain = [folded(word) for word in words]
    found = []
    for start in range(len(words)):
        for length in range(1, min(LONGEST_PHRASE, len(words) - start) + 1):
            phrase = " ".join(plain[start : start + length])
            if phrase not in URGENT and phrase not in HIGH:
                continue
            if not NOT_BEFORE & set(plain[max(0, start - 2) : start]):
                found.append((phrase, " ".join(words[start : start + length])))
    return found
