"""Putting off and tasks, in the words of the contact history; all of it among staff."""

from dataclasses import dataclass

from portal.tickets.events import TicketEvent


@dataclass(frozen=True, kw_only=True)
class TicketSnoozed(TicketEvent):
    kind = "ticket.snoozed"
    icon = "alarm-clock"
    is_internal = True
    until: str
    reason: str

    def sentence(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"put {self.number} off until {self.until}{why}"

    def outline(self) -> str:
        return f"put {self.number} off until {self.until}"


@dataclass(frozen=True, kw_only=True)
class TicketWoken(TicketEvent):
    kind = "ticket.woken"
    icon = "alarm-clock"
    is_internal = True

    def sentence(self) -> str:
        return f"brought {self.number} back into the queue"


@dataclass(frozen=True, kw_only=True)
class TasksAdded(TicketEvent):
    kind = "ticket.tasks_added"
    icon = "list"
    is_internal = True
    count: int
    first: str

    def sentence(self) -> str:
        if self.count > 1:
            return f"put {self.count} tasks on {self.number}"
        return f"put a task on {self.number}" + (f": {self.first}" if self.first else "")

    def outline(self) -> str:
        return f"put tasks on {self.number}"


@dataclass(frozen=True, kw_only=True)
class TaskDone(TicketEvent):
    kind = "ticket.task_done"
    icon = "circle-check"
    is_internal = True
    task: str

    def sentence(self) -> str:
        return f"did a task of {self.number}" + (f": {self.task}" if self.task else "")

    def outline(self) -> str:
        return f"did a task of {self.number}"


@dataclass(frozen=True, kw_only=True)
class TaskOpenAgain(TicketEvent):
    kind = "ticket.task_open_again"
    icon = "rotate-ccw"
    is_internal = True
    task: str

    def sentence(self) -> str:
        return f"took a task of {self.number} up again" + (f": {self.task}" if self.task else "")

    def outline(self) -> str:
        return f"took a task of {self.number} up again"
