"""The kinds and states of a ticket and of what is said in it."""

from enum import StrEnum


class TicketKind(StrEnum):
    COMPLAINT = "complaint"
    QUESTION = "question"
    BROKEN = "broken"
    REQUEST = "request"
    IDEA = "idea"
    PRAISE = "praise"


class TicketState(StrEnum):
    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"


class Priority(StrEnum):
    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Origin(StrEnum):
    WEB = "web"
    MAIL = "mail"
    DESK = "desk"


class Visibility(StrEnum):
    REPLY = "reply"
    NOTE = "note"
