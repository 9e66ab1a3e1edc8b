"""What an event is: its kind, its particulars and its own sentence."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

KINDS: dict[str, type["CustomerEvent"]] = {}
FACTS = frozenset(
    {"number", "origin", "stage", "state", "priority", "sees", "what", "purpose", "action",
     "promised_on", "product", "until", "receipt"}
)  # fmt: skip
"""Numbers, dates and codes, as events call them."""


@dataclass(frozen=True, kw_only=True)
class CustomerEvent:
    """Something that happened with a customer. Subclasses set `kind` and say their `sentence()`.

    The sentence follows the actor's name: "Ines Vermeer *solved ticket C-2841 after 26 h*".
    """

    kind: ClassVar[str] = ""
    icon: ClassVar[str] = "circle-check"
    facts: ClassVar[frozenset[str]] = FACTS
    """The texts among its particulars that describe no person, and stay when somebody is erased.
    The sentence has to hold without all others."""
    is_internal: ClassVar[bool] = False
    """Only for staff to read: it is in no copy that a customer is given."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind:
            assert cls.kind not in KINDS, f"{cls.kind} is taken: kinds are for ever"
            KINDS[cls.kind] = cls

    def sentence(self) -> str:
        raise NotImplementedError

    def outline(self) -> str:
        """The sentence for staff who do not work with it: nothing in it that a customer wrote."""
        return self.sentence()

    @property
    def about(self) -> str | None:
        """What it happened to, like "ticket:2841"; None when it is the customer as such."""
        return None

    @property
    def particulars(self) -> dict[str, Any]:
        return asdict(self)
