"""Who is acting, and what is open to whom. Closed by default: a view that names no audience does
not register, and what is not yours is a 404, never a hint that it exists.
"""

from collections.abc import Callable
from enum import StrEnum
from types import ModuleType
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from flask import Flask, abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, current_user

from portal.database import session

View = TypeVar("View", bound=Callable[..., Any])
Thing = TypeVar("Thing")


class Role(StrEnum):
    """What a member of staff is here for. A customer's user has none."""

    AGENT = "agent"
    LEAD = "lead"
    MARKETER = "marketer"
    MODELLER = "modeller"
    ADMIN = "admin"


EVERYONE = "everyone"
CUSTOMERS = "customers"
STAFF: frozenset[Role] = frozenset(Role)
DESK = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN})
Audience = str | frozenset[Role]
LONGEST_NEXT = 1000


class Actor(Protocol):
    """Whoever does something: `by=` of every verb. A visitor has no id."""

    @property
    def id(self) -> Any: ...
    @property
    def name(self) -> Any: ...
    @property
    def is_staff(self) -> bool: ...


class Visitor(AnonymousUserMixin):
    """Somebody who has not signed in."""

    id = None
    name = ""
    email = ""
    role = None
    customer_id = None
    is_staff = False


class ViewWithoutAudience(RuntimeError):
    """A view was about to go live without saying whom it is open to."""


def open_to(*audiences: Audience) -> Callable[[View], View]:
    """Say who may come here: EVERYONE, CUSTOMERS, or sets of staff roles."""

    def mark(view: View) -> View:
        view.audiences = audiences  # type: ignore[attr-defined]
        return view

    return mark


def proved_by_its_address(view: View) -> View:
    """The secret in the address is the proof, so no cookie or form token has to go with it: for
    what mail programs post. A form that another site sends is still refused."""
    view.needs_no_form_token = True  # type: ignore[attr-defined]
    return view


class GuardedFlask(Flask):
    def add_url_rule(self, rule: str, endpoint: str | None = None, view_func: Any = None,
                     *args: Any, **kwargs: Any) -> None:  # fmt: skip
        if not getattr(view_func, "audiences", None):
            raise ViewWithoutAudience(f"{rule} ({endpoint})")
        super().add_url_rule(rule, endpoint, view_func, *args, **kwargs)


def audiences_of(endpoint: str) -> tuple[Audience, ...]:
    return getattr(current_app.view_functions[endpoint], "audiences", ())


def admits(audiences: tuple[Audience, ...], user: Any) -> bool:
    """May this person come in at all? The thing they ask for is judged by its own policy."""
    if EVERYONE in audiences:
        return True
    if user.is_staff:
        return any(user.role in roles for roles in audiences if isinstance(roles, frozenset))
    return user.is_authenticated and CUSTOMERS in audiences


def guard() -> ResponseReturnValue | None:
    """Before each request: let in, ask to sign in, or say that there is nothing here."""
    if request.endpoint is None:
        return None
    audiences = audiences_of(request.endpoint)
    if EVERYONE in audiences:
        return None
    user = me()
    if admits(audiences, user):
        return None
    if not user.is_authenticated:
        return ask_to_sign_in()
    if user.is_staff and any(isinstance(roles, frozenset) for roles in audiences):
        abort(403)
    return abort(404)


def ask_to_sign_in() -> ResponseReturnValue:
    """Keep where they were going; a page part asked by script must move the whole page."""
    path = request.full_path.rstrip("?")
    if request.method == "GET" and "HX-Request" not in request.headers and len(path) < LONGEST_NEXT:
        cookie["next"] = path
    target = url_for("accounts.sign_in")
    if "HX-Request" in request.headers:
        return "", 401, {"HX-Redirect": target}
    return redirect(target, 303)


def me() -> Any:
    """Who is signed in: a User, or a Visitor. The object itself, not the proxy, which later would
    be somebody else."""
    return current_user._get_current_object()


def get_or_404(found: "sa.Select[tuple[Thing]]") -> Thing:
    thing = session.scalars(found).one_or_none()
    if thing is None:
        abort(404)
    return thing


def require(rule: Callable[[Any, Any], bool], thing: object) -> None:
    """They may see it; may they also do this? 403 where not."""
    if not rule(me(), thing):
        abort(403)


class May:
    """For templates: `may.tickets.reply(ticket)` asks `may_reply` of the tickets' policy."""

    def __init__(self, policies: dict[str, ModuleType]) -> None:
        self._policies = policies

    def __getattr__(self, domain: str) -> "DomainMay":
        return DomainMay(self._policies[domain])


class DomainMay:
    def __init__(self, policy: ModuleType) -> None:
        self._policy = policy

    def __getattr__(self, verb: str) -> Callable[..., bool]:
        rule = getattr(self._policy, f"may_{verb}")
        return lambda *things: rule(me(), *things)
