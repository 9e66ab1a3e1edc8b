"""What a domain offers to the rest of the house, so that pages above it need not import it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from flask import Blueprint, current_app


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
class Panel:
    """A part of the customer's page at the desk; a context of None leaves it out."""

    title: str
    template: str
    context: Callable[[Any], dict[str, Any] | None]
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Domain:
    name: str
    blueprints: Sequence[Blueprint] = ()
    policy: ModuleType | None = None
    modules: Sequence[ModuleType] = ()
    """Modules that only need to be imported: jobs and reactions register themselves."""
    nav: Sequence[NavItem] = ()
    home_tiles: Sequence[Tile] = ()
    turns: Sequence[Callable[[Any], Turn | None]] = ()
    statuses: Sequence[Callable[[Any], str | None]] = ()
    """How things stand for a customer, in one sentence for the greeting."""
    panels_360: Sequence[Panel] = ()
    desk_pages: Mapping[str, Callable[[Any, int], str | None]] = field(default_factory=dict)
    """Where staff read what a history entry is about: for "ticket:7", `desk_pages["ticket"](me, 7)`
    is the address, or None for who may not go there."""
    health: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)
    receives_mail: Callable[..., Any] | None = None
    """Takes an inbound mail nobody could match to a bounce or robot; see messages.inbound."""


def domains() -> Sequence[Domain]:
    return current_app.extensions["portal_domains"]
