"""A life at the desk, told from the beginning: propose, be corrected, learn; again and again.

Each message is judged before it is learned, so the accuracy is of what the model had not seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.triage.encoders import Encoder
from portal.triage.training import train

FIRST_TRAINING = 20
GROWTH = 1.3


@dataclass(frozen=True)
class Judged:
    """One message: what was proposed when it came, and what a person made of it."""

    truth: str
    proposed: str
    likelihood: float
    abstained: bool

    @property
    def right(self) -> bool:
        return self.truth == self.proposed


def prequential(
    messages: Sequence[tuple[str, str]],
    *,
    about: Mapping[str, Sequence[str]],
    encoder: Encoder | None = None,
) -> Iterator[Judged]:
    """Each message in its turn, as text and confirmed label; begins with what `about` describes.

    The model learns each correction at once, and all from scratch when there are 30 % more of them.
    Raises NothingToTellApart.
    """
    model = train([], about=about, encoder=encoder)
    due = FIRST_TRAINING
    for count, (text, label) in enumerate(messages):
        if count >= due:
            model = train(messages[:count], about=about, encoder=encoder)
            due = int(due * GROWTH)
        proposal = model.propose(text)
        yield Judged(label, proposal.label, proposal.likelihood, proposal.abstains)
        model.learn(text, label)
