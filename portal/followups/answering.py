"""Answering a follow-up. The same answer twice is one answer; another one later is a correction."""

from sqlalchemy import select

from portal import clock
from portal.access import Actor
from portal.accounts.confirming import reader_at
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session
from portal.followups import closing
from portal.followups.circumstances import COMPLAINTS
from portal.followups.enrolled_models import Enrolment, FollowUpAnswer, FollowUpMail, Outcome
from portal.followups.events import CheckInAnswered
from portal.followups.intended import Intended, of_mail
from portal.followups.spec import AnswerOption, Effect
from portal.history.recording import record
from portal.messages.ledger import note as note_in_ledger
from portal.messages.outcomes import prove_sent
from portal.orders.models import Order
from portal.tickets import conversation, triage
from portal.tickets.models import Origin, Ticket, TicketKind, TicketState
from portal.tickets.raising import Concern, begin
from portal.tickets.saying import Words
from portal.web.languages import _

LINK, PORTAL = "link", "portal"
MOST_WORDS = 5000


class CannotAnswer(Exception):
    """Nobody is there any more whose answer it could be."""


@atomic()
def answer(
    mail: FollowUpMail, option: AnswerOption, *, words: str, via: str, by: User | None
) -> FollowUpAnswer:
    """Take the answer in, with what they add in their own words."""
    lock(mail)
    intended = of_mail(mail)
    if intended.contact_point is None:
        raise CannotAnswer(mail.id)
    speaker = by or _reader(intended.contact_point)
    before = mail.answer
    if before is not None and before.code == option.code and words in ("", before.words):
        return before
    given = _given(mail, option, via)
    given.words = words or given.words
    if option.effect is Effect.OPEN_CONCERN:
        given.ticket = _concern_of(intended, given, words, speaker)
    elif before is not None and before.ticket is not None:
        _corrected(intended, before.ticket, option, words, speaker)
        given.ticket = before.ticket
    _written_down(mail, given, speaker)
    return given


def _given(mail: FollowUpMail, option: AnswerOption, via: str) -> FollowUpAnswer:
    """The row of this answer, and the only one that counts."""
    found = next((each for each in mail.answers if each.code == option.code), None)
    for each in mail.answers:
        each.counts = False
    if found is None:
        found = FollowUpAnswer(
            mail_id=mail.id, customer_id=mail.customer_id, code=option.code, via=via
        )
        session.add(found)
        mail.answers.append(found)
    found.counts, found.via, found.at = True, via, clock.now()
    session.flush()
    return found


def _concern_of(intended: Intended, given: FollowUpAnswer, words: str, speaker: Actor) -> Ticket:
    """The concern of this answer, an open one about the same thing, or a new one."""
    known = given.ticket or _open_about(intended)
    if known is None:
        return _opened(intended, words, speaker)
    if words:
        conversation.hear(known, Words(body=words, origin=Origin.WEB), by=speaker)
    else:
        conversation.note(known, body=_facts(intended), by=intended.playbook.owner)
    return known


def _open_about(intended: Intended) -> Ticket | None:
    if intended.order is None:
        return None
    return session.scalars(
        select(Ticket)
        .where(
            Ticket.customer_id == intended.customer.id,
            Ticket.order_id == intended.order.id,
            Ticket.state != TicketState.SOLVED,
            Ticket.kind.in_(COMPLAINTS),
            Ticket.merged_into_id.is_(None),
            Ticket.confirmed_at.is_not(None),
        )
        .order_by(Ticket.id)
        .limit(1)
    ).first()


def _opened(intended: Intended, words: str, speaker: Actor) -> Ticket:
    assert intended.contact_point is not None
    product = intended.order.product if intended.order else ""
    subject = (
        _("Something is wrong with the %(product)s", product=product)
        if product
        else _("Something is wrong")
    )
    body = words or _("I pressed “something is wrong” in your mail.")
    ticket = begin(
        Concern(
            kind=TicketKind.BROKEN, subject=subject[:200],
            words=Words(body=body, origin=Origin.WEB), order=intended.order,
        ),
        customer=intended.customer, contact_point=intended.contact_point,
        by=speaker, confirmed=True,
    )  # fmt: skip
    owner, keeper = intended.playbook.owner, intended.playbook.care_of
    conversation.note(ticket, body=_facts(intended), by=owner)
    if keeper is not None and keeper.is_active:
        triage.assign(ticket, to=keeper, by=owner)
    return ticket


def _corrected(
    intended: Intended, ticket: Ticket, option: AnswerOption, words: str, speaker: Actor
) -> None:
    """They think otherwise now: whoever looks after the concern is told, and decides."""
    said = option.says["en"]
    body = f"They corrected their answer to “{said}”. The concern stays open until you have asked."
    conversation.note(ticket, body=body, by=intended.playbook.owner)
    if words:
        conversation.hear(ticket, Words(body=words, origin=Origin.WEB), by=speaker)


def _facts(intended: Intended) -> str:
    """For whoever looks after it: what it is about, and why they were asked."""
    lines = [f"Answered “something is wrong” to our follow-up “{intended.playbook.title}”."]
    if (order := intended.order) is not None:
        lines += [f"Order {order.number}: {order.product}", f"Build: {order.build}"]
        lines += [f"Delivered: {_delivered_on(order)}"] if _delivered_on(order) else []
        if order.warranty_until:
            in_time = clock.now().date() <= order.warranty_until
            lines.append(f"Warranty: {'until' if in_time else 'over since'} {order.warranty_until}")
    return "\n".join(lines)


def _delivered_on(order: Order) -> object:
    return next((each.done_on for each in order.steps if each.stage.value == "delivered"), None)


def _reader(contact_point: ContactPoint) -> Actor:
    """Whoever has the mail: the user of that address, or who reads there and is none."""
    user = session.get(User, contact_point.user_id) if contact_point.user_id else None
    return user if user and user.is_active else reader_at(contact_point)


def _written_down(mail: FollowUpMail, given: FollowUpAnswer, speaker: Actor) -> None:
    """In the ledger, in the contact history, and as the end of the enrolment."""
    if mail.message is not None:
        note_in_ledger(mail.message, "answered", code=given.code, via=given.via)
        prove_sent(mail.message, evidence="it was answered")
        if given.ticket is not None:
            mail.message.thread = given.ticket.about  # who answers the mail writes into it
    number = given.ticket.number if given.ticket else ""
    event = CheckInAnswered(playbook=mail.playbook.title, code=given.code, number=number)
    record(event, customer=mail.customer, by=speaker)
    _end(mail.enrolment)


def _end(enrolment: Enrolment) -> None:
    if enrolment.outcome != Outcome.ANSWERED:
        closing.end(enrolment, Outcome.ANSWERED, "answered")
