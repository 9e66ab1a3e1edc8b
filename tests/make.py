"""People and things to begin a test with: plain rows in a state that the portal could have made.

Nothing here sends a mail or writes history, so a test sees only what its own verbs did.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from argon2 import PasswordHasher
from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import Sight, User
from portal.articles import search
from portal.articles.markup import to_html
from portal.articles.models import Article, ArticleVersion, Topic, VersionState
from portal.consent.models import Action, Basis, ConsentEvent
from portal.consent.models import Purpose as ConsentPurpose
from portal.customers.models import ContactPoint, Customer, CustomerKind, address_key
from portal.database import as_json, atomic, session
from portal.departments.models import Department, DepartmentMember
from portal.messages.models import Message, Purpose
from portal.orders.models import Order, OrderStep, ProductionStage
from portal.tickets import word_index
from portal.tickets.composing_models import SendingWay
from portal.tickets.models import (
    Attachment,
    Origin,
    Priority,
    Reply,
    Ticket,
    TicketKind,
    TicketState,
    TicketViewer,
    Visibility,
)

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday, nine o'clock in Amsterdam."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PASSWORD = "a bell, a rack and 28 spokes"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63382127f71f0004ba02043e571fc70000000049454e44ae426082"
)
"""A picture of one pixel."""

Row = TypeVar("Row")
_numbers = count(1)


def customer(name: str = "", *, organisation: bool = False, **columns: Any) -> Customer:
    """A person, or an organisation, that nobody signs in for yet."""
    kind = CustomerKind.ORGANISATION if organisation else CustomerKind.PERSON
    return _added(Customer(name=name or f"Customer {next(_numbers)}", kind=kind, **columns))


def contact_point(
    of: Customer, address: str = "", *, user: User | None = None, verified: bool = True
) -> ContactPoint:
    address = address or f"someone{next(_numbers)}@example.com"
    return _added(
        ContactPoint(
            customer_id=of.id,
            user_id=user.id if user else None,
            name=user.name if user else of.name,
            address=address,
            address_key=address_key(address),
            verified_at=clock.now() if verified else None,
        )
    )


def user(
    name: str = "",
    *,
    of: Customer | None = None,
    email: str = "",
    password: str | None = PASSWORD,
    sees: Sight = Sight.ALL,
    **columns: Any,
) -> User:
    """Somebody who signs in for a customer, their own unless `of` names one; address verified."""
    name = name or f"User {next(_numbers)}"
    email = email or f"{name.split()[0].lower()}@example.com"
    of = of or customer(name)
    person = _user(name, email, password, customer_id=of.id, sees=sees, **columns)
    contact_point(of, email, user=person)
    return person


def staff(
    name: str = "", role: Role = Role.AGENT, *, password: str | None = PASSWORD, **columns: Any
) -> User:
    """Somebody who works here, and whose answers leave at once."""
    name = name or f"Staff {next(_numbers)}"
    email = columns.pop("email", "") or f"{name.split()[0].lower()}@marlow.example.com"
    person = _user(name, email, password, role=role, **columns)
    _added(SendingWay(user_id=person.id, seconds=0))
    return person


def ticket(
    *,
    by: User,
    subject: str = "Front brake squeals",
    body: str = "It squeals since Sunday, only in the rain.",
    kind: TicketKind = TicketKind.BROKEN,
    answered_by: User | None = None,
    answer: str = "Thank you, we are looking into it.",
    noted_by: User | None = None,
    note: str = "Same pads as in the recall.",
    assignee: User | None = None,
    order: Order | None = None,
    priority: Priority = Priority.NORMAL,
    state: TicketState | None = None,
    origin: Origin = Origin.WEB,
    confirmed: bool = True,
    shown_to: User | None = None,
    at: datetime | None = None,
    **columns: Any,
) -> Ticket:
    """A concern `by` a customer's user: new, or waiting for them when a member of staff answered.

    `state=SOLVED` ends it. The answer comes an hour after the concern; the promise is a day.
    """
    at = at or clock.now()
    point = next(each for each in by.customer.contact_points if each.user_id == by.id)
    state = state or (TicketState.WAITING if answered_by else TicketState.NEW)
    promised = at + timedelta(days=1)
    raised = _added(
        Ticket(
            customer_id=by.customer_id,
            contact_point_id=point.id,
            raised_by_id=by.id,
            assignee_id=assignee.id if assignee else None,
            order_id=order.id if order else None,
            kind=kind,
            subject=subject,
            snippet=(answer if answered_by else body)[:250],
            state=state,
            priority=priority,
            origin=origin,
            confirmed_at=at if confirmed else None,
            opened_at=at,
            due_at=promised if state in (TicketState.NEW, TicketState.OPEN) else None,
            first_promised_at=promised,
            first_answered_at=at + timedelta(hours=1) if answered_by else None,
            last_word_at=at + timedelta(hours=1) if answered_by else at,
            solved_at=at + timedelta(hours=2) if state is TicketState.SOLVED else None,
            **columns,
        )
    )
    reply(raised, by=by, body=body, origin=origin, at=at)
    if noted_by:
        reply(raised, by=noted_by, body=note, visibility=Visibility.NOTE, at=at)
    if answered_by:
        reply(raised, by=answered_by, body=answer, at=at + timedelta(hours=1))
    if shown_to:
        viewer(raised, shown_to)
    session.expire(raised)
    return raised


def reply(
    to: Ticket,
    *,
    by: User,
    body: str = "Here it is.",
    visibility: Visibility = Visibility.REPLY,
    origin: Origin = Origin.WEB,
    at: datetime | None = None,
    **columns: Any,
) -> Reply:
    """Words in a ticket, nothing more: the ticket's state stays as it is."""
    said = _added(
        Reply(
            customer_id=to.customer_id,
            ticket_id=to.id,
            author_id=by.id,
            author_name=by.name,
            by_staff=by.is_staff,
            visibility=visibility,
            origin=origin,
            body=body,
            notes={"notes": []},
            created_at=at or clock.now(),
            **columns,
        )
    )
    word_index.index(to)
    session.expire(to)
    return said


def attachment(
    to: Reply, *, name: str = "brake.png", content: bytes = PNG, media_type: str = "image/png"
) -> Attachment:
    """A file in a reply, with its bytes in the file store."""
    sha256 = current_app.extensions["portal_files"].add(content)
    kept = _added(
        Attachment(
            ticket_id=to.ticket_id,
            reply_id=to.id,
            sha256=sha256,
            size=len(content),
            name=name,
            media_type=media_type,
        )
    )
    session.expire(to)
    return kept


def viewer(of: Ticket, colleague: User) -> TicketViewer:
    return _added(TicketViewer(customer_id=of.customer_id, ticket_id=of.id, user_id=colleague.id))


def order(
    *,
    of: User | Customer,
    product: str = "City 8",
    build: str = "Step-through, moss green, hub gear, 52 cm",
    stage: ProductionStage = ProductionStage.PAINT,
    placed_at: datetime | None = None,
    price_minor: int = 189_900,
    **columns: Any,
) -> Order:
    """A bicycle being built, with a planned date for each stage and done ones up to `stage`."""
    placed_at = placed_at or clock.now() - timedelta(days=14)
    owner = of.customer if isinstance(of, User) else of
    placed = _added(
        Order(
            customer_id=owner.id,
            product=product,
            build=build,
            stage=stage,
            placed_at=placed_at,
            promised_on=_on(placed_at, 42),
            price_minor=price_minor,
            **columns,
        )
    )
    stages = list(ProductionStage)
    for number, each in enumerate(stages):
        planned = _on(placed_at, 7 * number)
        done = planned if number <= stages.index(stage) else None
        _added(OrderStep(order_id=placed.id, stage=each, planned_on=planned, done_on=done))
    session.expire(placed)
    return placed


def department(
    name: str, *members: User, purpose: str = "What it is for", partner: str = ""
) -> Department:
    """A department of these people, or a partner who reads mail at `partner`."""
    made = _added(
        Department(
            name=name,
            name_key=name.casefold(),
            purpose=purpose,
            is_partner=bool(partner),
            address=partner,
        )
    )
    for member in members:
        _added(DepartmentMember(department_id=made.id, user_id=member.id))
    session.expire(made)
    return made


def article(
    slug: str = "brakes-squeal",
    *,
    by: User,
    title: str = "Brakes that squeal",
    summary: str = "Why brakes squeal, and what you can do.",
    body: str = "## Clean the rim\n\nWater and dust make them loud.",
    language: str = "en",
    topic: Topic = Topic.TROUBLE,
    published: bool = True,
    at: datetime | None = None,
) -> Article:
    """An article with its first version in this language, or one more language of it."""
    at = at or clock.now()
    known = session.scalars(select(Article).where(Article.slug == slug)).one_or_none()
    of = known or _added(Article(slug=slug, topic=topic))
    version = ArticleVersion(
        article_id=of.id,
        language=language,
        number=1,
        title=title,
        summary=summary,
        body=body,
        html=to_html(body),
        author_id=by.id,
        changed_at=at,
    )
    if published:
        version.state, version.published_at = VersionState.PUBLISHED, at
        version.published_by_id = by.id
    _added(version)
    if published:
        search.add(version)
    session.expire(of)
    return of


def message(
    *,
    to: User | ContactPoint,
    subject: str = "About your concern",
    text: str = "We are looking into it.",
    about: Ticket | None = None,
    **columns: Any,
) -> Message:
    """A mail in the ledger, queued unless `state` says otherwise."""
    address = columns.pop("address", "") or (to.email if isinstance(to, User) else to.address)
    return _added(
        Message(
            reference=columns.pop("reference", f"made:{next(_numbers)}"),
            purpose=columns.pop("purpose", Purpose.SERVICE),
            customer_id=to.customer_id,
            thread=columns.pop("thread", about.about if about else None),
            to_address=address,
            subject=subject,
            text=text,
            html=columns.pop("html", None),
            in_reply_to={"ids": []},
            **columns,
        )
    )


def consent(
    by: User, purpose: ConsentPurpose = ConsentPurpose.NEWS, **columns: Any
) -> ConsentEvent:
    """A yes by somebody for their own address, with a receipt; more columns say otherwise."""
    point = next(each for each in by.customer.contact_points if each.user_id == by.id)
    return _added(
        ConsentEvent(
            customer_id=by.customer_id,
            contact_point_id=point.id,
            address=point.address,
            purpose=purpose,
            action=columns.pop("action", Action.GIVEN),
            basis=columns.pop("basis", Basis.CONSENT),
            wording=columns.pop("wording", "You may send me news."),
            place="/privacy",
            by_id=by.id,
            by_name=by.name,
            **columns,
        )
    )


def eml(
    *,
    sender: str,
    to: str,
    subject: str = "Front brake squeals",
    body: str = "It squeals since Sunday.",
    **headers: str,
) -> bytes:
    """A small mail as it comes in; `In_Reply_To="<…>"` becomes a header of that name."""
    lines = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Mon, 23 Nov 2026 09:00:00 +0100",
        "Message-ID": f"<{next(_numbers)}.{abs(hash(as_json(headers)))}@mail.example.com>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "\r\n".join(f"{name}: {value}" for name, value in lines.items())
    return f"{head}\r\n\r\n{body}\r\n".encode()


def _user(name: str, email: str, password: str | None, **columns: Any) -> User:
    if password is None:
        password_hash = None
    elif password == PASSWORD:
        password_hash = PASSWORD_HASH
    else:
        password_hash = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
    return _added(
        User(
            name=name,
            email=email,
            email_key=address_key(email),
            password_hash=password_hash,
            **columns,
        )
    )


def _on(start: datetime, days: int) -> date:
    return (start + timedelta(days=days)).date()


@atomic()
def _added(row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
