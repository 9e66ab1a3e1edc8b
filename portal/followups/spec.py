"""What a playbook does, as values. Pure; `spec_reading` makes one of a document and refuses what
is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from portal.consent.models import Basis, Purpose


class Kind(StrEnum):
    SERVICE = "service"
    """A recall, nothing that wins anybody over: it needs no permission and holds nobody back."""
    CHECK_IN = "check_in"
    ADVICE = "advice"
    NEWS = "news"
    REWARD = "reward"
    WIN_BACK = "win_back"
    SURVEY = "survey"


PURPOSE_OF = {
    Kind.CHECK_IN: Purpose.CHECK_INS,
    Kind.ADVICE: Purpose.ADVICE,
    Kind.NEWS: Purpose.NEWS,
    Kind.REWARD: Purpose.OFFERS,
    Kind.WIN_BACK: Purpose.OFFERS,
    Kind.SURVEY: Purpose.SURVEYS,
}
"""What the customer may switch off. A check-in is advertising too: nobody can call it service."""


class TriggerKind(StrEnum):
    DELIVERED = "delivered"
    FIRST_USE = "first_use"
    FIRST_ORDER = "first_order"
    CONCERN_SOLVED = "concern_solved"
    WARRANTY_ENDS = "warranty_ends"
    LAPSED = "lapsed"
    DATE = "date"
    BY_HAND = "by_hand"


WITH_ORDER = frozenset(
    {
        TriggerKind.DELIVERED,
        TriggerKind.FIRST_USE,
        TriggerKind.FIRST_ORDER,
        TriggerKind.WARRANTY_ENDS,
        TriggerKind.LAPSED,
    }
)
"""Those that are about one order, so that its product can be named."""


@dataclass(frozen=True, kw_only=True)
class Trigger:
    kind: TriggerKind
    days: int = 0
    """Of silence, for "lapsed"."""
    on: date | None = None


class Fact(StrEnum):
    """What the audience can be chosen by."""

    PRODUCT = "product"
    LANGUAGE = "language"
    COST_AT_LEAST = "cost_at_least"
    IS_PERSON = "is_person"
    FIRST_ORDER = "first_order"
    BADLY_HANDLED = "badly_handled"


@dataclass(frozen=True, kw_only=True)
class Condition:
    fact: Fact
    any_of: tuple[str, ...] = ()
    amount: int = 0


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    ANSWERS = "answers"
    PRODUCT = "product"
    ADVICE = "advice"
    SIGNATURE = "signature"


@dataclass(frozen=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of one step in one language."""

    subject: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    name: str
    after_days: int
    """Since the trigger; before it when negative."""
    working_days: bool
    at: time
    """Where its reader lives."""
    letters: Mapping[str, Letter]
    """By language; English is always there."""


class Effect(StrEnum):
    THANK = "thank"
    OPEN_CONCERN = "open_concern"


@dataclass(frozen=True, kw_only=True)
class AnswerOption:
    code: str
    effect: Effect
    says: Mapping[str, str]


class StopRule(StrEnum):
    OPEN_COMPLAINT = "open_complaint"
    CANCELLED = "cancelled"
    ANSWERED = "answered"
    ORDERED_AGAIN = "ordered_again"
    NEWER = "newer"


class Measure(StrEnum):
    ANSWERED = "answered"
    ORDERED_AGAIN = "ordered_again"
    CONCERNS = "concerns"


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most so many follow-ups in so many calendar days, over all playbooks."""

    most: int
    days: int


@dataclass(frozen=True, kw_only=True)
class Spec:
    kind: Kind
    why: Mapping[str, str]
    """Why somebody gets this, as they read it; by language."""
    trigger: Trigger
    audience: tuple[Condition, ...]
    steps: tuple[Step, ...]
    answers: tuple[AnswerOption, ...]
    bases: frozenset[Basis]
    stops: frozenset[StopRule]
    quiet: tuple[int, int] | None
    """From and until, in minutes after midnight where the reader lives."""
    cap: Cap | None
    expires_after_days: int
    holdout_percent: int
    measure: Measure
    window_days: int = 30
    """For so many days since the first mail was due, what they do counts, mail or no mail."""

    @property
    def purpose(self) -> Purpose | None:
        return PURPOSE_OF.get(self.kind)

    def option(self, code: str) -> AnswerOption | None:
        return next((each for each in self.answers if each.code == code), None)
