"""Follow-ups that are about to leave: their gates are asked in the claim itself, for all mails of
the claim at once, and once more where the mail server is slow. What happens in between and speaks
against a mail takes it from its claim; see reactions."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.followups import closing, gates, letters
from portal.followups.enrolled_models import Enrolment, FollowUpMail, TriggerEvent
from portal.followups.gates import STOPPED, Passage
from portal.followups.intended import Intended, of_mails
from portal.followups.models import Playbook
from portal.messages import writing
from portal.messages.going import Stop, Wait
from portal.messages.models import Message, MessageState
from portal.orders.models import Order


def may_still_go(messages: Sequence[Message]) -> dict[int, Stop | Wait]:
    """For the manifest. Mails that are no follow-ups are none of ours."""
    mails = _mails_of(messages)
    ours = _ours_alone([each.id for each in mails])
    said: dict[int, Stop | Wait] = {
        each.message_id: Wait("another mail to them is being looked at", clock.now() + gates.MOMENT)
        for each in mails
        if each.message_id and each.id not in ours
    }
    asked = [each for each in mails if each.id in ours]
    return said | _asked(asked) if asked else said


def _mails_of(messages: Sequence[Message]) -> list[FollowUpMail]:
    """In the order of the messages, with all that is asked about them."""
    enrolment = joinedload(FollowUpMail.enrolment)
    trigger = enrolment.joinedload(Enrolment.trigger)
    found = session.scalars(
        select(FollowUpMail)
        .options(
            joinedload(FollowUpMail.message),
            joinedload(FollowUpMail.customer),
            joinedload(FollowUpMail.playbook).joinedload(Playbook.owner),
            enrolment.joinedload(Enrolment.version),
            trigger.joinedload(TriggerEvent.ticket),
            trigger.joinedload(TriggerEvent.order).selectinload(Order.steps),
        )
        .where(FollowUpMail.message_id.in_([each.id for each in messages]))
    )
    by_message = {each.message_id: each for each in found}
    return [by_message[each.id] for each in messages if each.id in by_message]


def _ours_alone(mail_ids: Collection[int]) -> set[int]:
    """Two workers must not each find room under one customer's cap. Whoever comes second does not
    wait for the first, who may wait for the second about somebody else; nor for whoever has just
    answered and is writing it down."""
    held = (
        select(FollowUpMail.id)
        .join(Enrolment, Enrolment.id == FollowUpMail.enrolment_id)
        .join(Customer, Customer.id == FollowUpMail.customer_id)
        .where(FollowUpMail.id.in_(mail_ids))
        .with_for_update(skip_locked=True, key_share=True, of=[FollowUpMail, Enrolment, Customer])
    )
    return set(session.scalars(held))


def _asked(mails: Sequence[FollowUpMail]) -> dict[int, Stop | Wait]:
    said: dict[int, Stop | Wait] = {}
    stopped, now = [], clock.now()
    whats = of_mails(mails)
    for mail, what, passage in zip(mails, whats, gates.ask_each(whats, now), strict=True):
        assert mail.message is not None
        _keep(mail, passage)
        last = passage.last
        if last.outcome == STOPPED:
            mail.stopped_by, mail.reason = last.gate, last.why[:250]
            stopped.append(mail.enrolment)
            said[mail.message.id] = Stop(last.why)
        elif not passage.is_open:
            said[mail.message.id] = Wait(last.why, last.until or now + gates.PAUSE)
        elif mail.message.state is MessageState.QUEUED:
            _say_it_as_things_are(mail.message, what)
    if stopped:
        session.flush()
        closing.end_those(stopped)
    return said


def _keep(mail: FollowUpMail, passage: Passage) -> None:
    mail.asked_at, mail.gates = clock.now(), passage.kept()
    mail.consent_event_id = passage.consent_event.id if passage.consent_event else None


def _say_it_as_things_are(message: Message, intended: Intended) -> None:
    """Planned weeks ago; since then somebody may have changed their name or language."""
    mail = letters.mail_of(intended, token=message.token)
    words = writing.write_at(mail, intended.contact_point)
    message.subject, message.text, message.html = words.subject, words.text, words.html
