"""Calls in the words of the contact history."""

from dataclasses import dataclass

from portal.history.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class CallEvent(CustomerEvent):
    icon = "phone"
    facts = CustomerEvent.facts | {"direction"}
    call_id: int
    direction: str

    @property
    def about(self) -> str:
        return f"call:{self.call_id}"


@dataclass(frozen=True, kw_only=True)
class CallLogged(CallEvent):
    kind = "call.logged"
    number: str = ""
    """The concern or order it was about."""
    spoke_with: str = ""
    minutes: int | None = None

    def sentence(self) -> str:
        whom = f" {self.spoke_with}" if self.spoke_with else ""
        about = f" about {self.number}" if self.number else ""
        length = f", {self.minutes} min" if self.minutes else ""
        if self.direction == "out":
            return f"called{whom or ' them'}{about}{length}"
        return f"took a call{' from' + whom if whom else ''}{about}{length}"

    def outline(self) -> str:
        return "spoke with them on the telephone"


@dataclass(frozen=True, kw_only=True)
class CallTakenBack(CallEvent):
    kind = "call.taken_back"
    is_internal = True

    def sentence(self) -> str:
        return "took back a call that was written down by mistake"
