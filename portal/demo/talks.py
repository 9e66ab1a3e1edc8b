"""Conversations of the demo: who says what when, and how it ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from flask import current_app
from sqlalchemy import select

from portal import clock
from portal.database import session
from portal.demo.answering import reply_to
from portal.demo.cast import Cast
from portal.demo.mailbox import new_id, opened
from portal.demo.timeline import Step
from portal.messages.letter import letter_of
from portal.messages.models import Message
from portal.messages.receiving import receive
from portal.tickets import confirming, conversation, resolution, triage
from portal.tickets.files import Upload
from portal.tickets.linking import share_by_link
from portal.tickets.models import Origin, Priority, Ticket, TicketKind, TicketState
from portal.tickets.raising import raise_as_visitor, raise_concern

CUSTOMER = "customer"
NOTE = "note:"
A_MOMENT = timedelta(minutes=4)


@dataclass(frozen=True)
class Turn:
    """What somebody says: the customer, somebody at the desk, or a note among them."""

    at: datetime
    who: str
    text: str
    files: tuple[Upload, ...] = ()


@dataclass
class Talk:
    """One concern. `ends` is new, open, waiting, solved or solved_by_customer."""

    email: str
    kind: TicketKind
    subject: str
    turns: list[Turn]
    ends: str
    about: str | None = None
    origin: Origin = Origin.WEB
    assignee: str | None = None
    priority: Priority | None = None
    shared_days: int = 0
    """How long the link works that the customer makes at the end; 0: they make none."""
    signs: dict[str, str] = field(default_factory=dict)
    """What stands for {name}, {staff} and the like in what is said."""
    number: str = ""

    def steps(self, cast: Cast) -> Iterator[Step]:
        first, *others = self.turns
        yield Step(first.at, self._raise, cast, first)
        if self.assignee or self.priority:
            yield Step(first.at + A_MOMENT, self._sort, cast)
        for turn in others:
            yield Step(turn.at, self._say, cast, turn, turn is others[-1])
        if self.ends == "solved_by_customer" or (self.ends == "solved" and self._customer_is_last):
            yield Step(self.turns[-1].at + A_MOMENT, self._solve, cast)
        if self.shared_days:
            yield Step(self.turns[-1].at + 2 * A_MOMENT, self._share, cast)

    @property
    def _customer_is_last(self) -> bool:
        return self.turns[-1].who == CUSTOMER

    @property
    def _ticket(self) -> Ticket:
        return session.get_one(Ticket, Ticket.id_of(self.number))

    def _raise(self, cast: Cast, turn: Turn) -> None:
        if self.origin is Origin.MAIL:
            self._receive(_first_mail(cast, self.email, self.subject, turn.text))
        elif self.email in cast.users:
            contact_point = cast.contact_points[self.email]
            ticket = raise_concern(
                kind=self.kind,
                subject=self.subject,
                body=turn.text,
                customer=contact_point.customer,
                contact_point=contact_point,
                by=cast.users[self.email],
                origin=Origin.WEB,
                order=cast.order_of(self.email, self.about) if self.about else None,
                files=turn.files,
                confirmed=True,
            )
            self.number = ticket.number
        else:
            self._raise_as_visitor(cast, turn)

    def _raise_as_visitor(self, cast: Cast, turn: Turn) -> None:
        contact_point = cast.contact_points[self.email]
        ticket = raise_as_visitor(
            address=self.email,
            name=contact_point.name,
            kind=self.kind,
            subject=self.subject,
            body=turn.text,
            once=None,
        )
        confirming.confirm(ticket, by=cast.speaker(self.email))
        self.number = ticket.number

    def _sort(self, cast: Cast) -> None:
        lead = cast.staff["hanneke"]
        if self.assignee:
            triage.assign(self._ticket, to=cast.staff[self.assignee], by=lead)
        if self.priority:
            triage.prioritise(self._ticket, priority=self.priority, by=lead)

    def _say(self, cast: Cast, turn: Turn, is_last: bool) -> None:
        text = self._filled(cast, turn)
        if turn.who.startswith(NOTE):
            conversation.note(self._ticket, body=text, by=cast.staff[turn.who.removeprefix(NOTE)])
        elif turn.who != CUSTOMER:
            then = TicketState(self.ends) if is_last and self.ends in ("open", "solved") else None
            conversation.reply(self._ticket, body=text, by=cast.staff[turn.who], then=then)
        elif self.origin is Origin.MAIL:
            self._receive(self._mail_back(text))
        else:
            speaker = cast.speaker(self.email)
            conversation.reply(self._ticket, body=text, by=speaker, files=turn.files)

    def _solve(self, cast: Cast) -> None:
        by_customer = self.ends == "solved_by_customer"
        by = cast.speaker(self.email) if by_customer else self._ticket.assignee
        assert by is not None
        resolution.solve(self._ticket, by=by)

    def _share(self, cast: Cast) -> None:
        share_by_link(
            self._ticket,
            valid=timedelta(days=self.shared_days),
            with_files=True,
            form_key=None,
            by=cast.users[self.email],
        )

    def _filled(self, cast: Cast, turn: Turn) -> str:
        order = cast.order_of(self.email, None)
        signs = {"product": order.product if order else "bike", **self.signs}
        signs["order"] = order.number if order else "your order"
        text = turn.text
        for sign, value in signs.items():
            text = text.replace(f"{{{sign}}}", value)
        return text

    def _receive(self, mail: EmailMessage) -> None:
        receipt = receive(mail.as_bytes(), envelope_to=str(mail["To"]), return_path=self.email)
        assert receipt.reference, f"{self.subject}: {receipt.reason}"
        self.number = receipt.reference

    def _mail_back(self, text: str) -> EmailMessage:
        """An answer to the last mail they have in this concern, like any mail program's."""
        last = session.scalars(
            select(Message)
            .where(Message.thread == self._ticket.about, Message.to_address == self.email)
            .order_by(Message.id.desc())
            .limit(1)
        ).one()
        return reply_to(opened(letter_of(last).as_bytes(), id=new_id(), to=self.email), text)


def _first_mail(cast: Cast, email: str, subject: str, text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"{cast.contact_points[email].name} <{email}>"
    mail["To"] = current_app.extensions["portal_settings"].mail_from
    mail["Subject"] = subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain="mail.example.com")
    mail.set_content(text)
    return mail
