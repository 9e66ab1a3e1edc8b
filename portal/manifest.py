"""What a domain offers to the rest of the house, so that pages above it need not import it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flask import Blueprint, current_app
from flask.wrappers import Response

from portal.personal import Kept, PersonalTable, Subject


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One entry of the header. `badge` counts what waits for this person."""

    endpoint: str
    text: str
    icon: str
    side: str = "customers"
    order: int = 50
    shown_to: Callable[[Any], bool] = lambda user: True
    badge: Callable[[Any], int] = lambda user: 0


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A part of the customer's own page: `context(user)` feeds `template`; None leaves it out.

    The page draws the frame and the title, the template what is inside. `more_url` and `more_text`
    in the context become the link beside the title.
    """

    name: str
    title: str
    template: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 50
    is_wide: bool = False
    is_slow: bool = False
    """Takes its time: the page stands without it, and it comes by itself."""


@dataclass(frozen=True, kw_only=True)
class Segment:
    """Customers who stand alike with us, and whose pages begin alike. The first that holds counts,
    lowest `order` first."""

    name: str
    title: str
    sentence: str
    holds: Callable[[Any], bool]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Turn:
    """The one thing that waits for the customer: what, why now, and the button that does it."""

    title: str
    text: str
    action: str
    url: str
    icon: str = "reply"
    urgency: int = 0


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of news that people hear as they choose; `how` is what we propose: "instant",
    "daily" or "none"."""

    name: str
    title: Any
    how: str = "instant"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of somebody's page: of the customer's at the desk, or of an order's. A context of None
    leaves it out."""

    title: str
    template: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class TicketSource:
    """Where a concern can come from, for the desk to look for: `tickets` selects their ids."""

    name: str
    title: str
    tickets: Callable[[], Any]


DESK_GROUPS = ("For you", "Concerns", "Promises", "The team")
"""Under which headings the desk's own pages are listed."""


@dataclass(frozen=True, kw_only=True)
class DeskLink:
    """One line on the page that lists what the desk can look up or set: title, a sentence, and
    under which of DESK_GROUPS it stands."""

    title: str
    sentence: str
    endpoint: str
    group: str
    icon: str = "settings"
    shown_to: Callable[[Any], bool] = lambda user: True
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing we know about a person: what, where it came from and what we use it for."""

    title: str
    value: str
    source: str
    used_for: str
    correct_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class SharedPage:
    """What a shared link to one kind of thing opens: `show(link, token)` its page, `file(link, id)`
    a file in it. None: there is nothing to see, or no longer for whom its maker gave it to."""

    show: Callable[[Any, str], Response | None]
    file: Callable[[Any, int], Response | None] = lambda link, file_id: None


@dataclass(frozen=True, kw_only=True)
class Domain:
    name: str
    blueprints: Sequence[Blueprint] = ()
    policy: ModuleType | None = None
    modules: Sequence[ModuleType] = ()
    """Modules that only need to be imported: jobs and reactions register themselves."""
    nav: Sequence[NavItem] = ()
    home_tiles: Sequence[Tile] = ()
    segments: Sequence[Segment] = ()
    turns: Sequence[Callable[[Any], Turn | None]] = ()
    statuses: Sequence[Callable[[Any], str | None]] = ()
    """How things stand for a customer, in one sentence for the greeting."""
    notices: Sequence[NoticeKind] = ()
    known_facts: Sequence[Callable[[Any], Sequence[Fact]]] = ()
    """What we know about a customer's person, for their privacy page."""
    holdings: Sequence[Callable[[Any], str | None]] = ()
    """What a customer has here, counted in words ("3 concerns"): told before two are joined."""
    panels_360: Sequence[Panel] = ()
    panels_order: Sequence[Panel] = ()
    """Parts of an order's page; their context is made of the order."""
    panels_concern: Sequence[Panel] = ()
    """Parts of a concern's page as its customer reads it; their context is made of the ticket."""
    panels_ticket: Sequence[Panel] = ()
    """What stands beside a concern at the desk; their context is made of the ticket."""
    lines_ticket: Sequence[Panel] = ()
    """What stands in the head of a concern at the desk, a line each."""
    ticket_sources: Sequence[TicketSource] = ()
    panels_message: Sequence[Panel] = ()
    """Parts of the file of a mail at the desk; their context is made of the message."""
    panels_build: Sequence[Panel] = ()
    """What can be done with a saved build; their context is made of the build."""
    shared_pages: Mapping[str, SharedPage] = field(default_factory=dict)
    """What a link about "ticket:7" shows, under "ticket"; see portal.sharing."""
    desk_pages: Mapping[str, Callable[[Any, int], str | None]] = field(default_factory=dict)
    """Where staff read what a history entry is about: for "ticket:7", `desk_pages["ticket"](me, 7)`
    is the address, or None for who may not go there."""
    desk_links: Sequence[DeskLink] = ()
    """Pages that staff reach from the desk's page of everything, not from its header."""
    health: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)
    personal_data: Sequence[PersonalTable] = ()
    """Every column that names or describes a person; children stand before their parents."""
    stops: Callable[[Subject], bool] = lambda subject: True
    """Ends what is under way for somebody before they are erased; False while something cannot be
    ended, and erasing then waits."""
    forgets: Callable[[], None] = lambda: None
    """Overwrites what was made of others' words once somebody is erased; twice is fine."""
    retention: Callable[[Subject], Sequence[Kept]] = lambda subject: ()
    """What the law or an open order has us keep of somebody who is erased."""
    may_still_go: Callable[[Sequence[Any]], Mapping[int, Any]] = lambda messages: {}
    """Asked in the claim about the mails that stand on a choice of their readers', all at once: why
    some of them do not go, by their ids; see messages.going."""
    receives_mail: Callable[..., Any] | None = None
    """Takes an inbound mail nobody could match to a bounce or robot; see messages.inbound."""


def domains() -> Sequence[Domain]:
    return current_app.extensions["portal_domains"]
