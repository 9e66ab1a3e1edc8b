"""A follow-up that is about to leave: its gates are asked in the claim itself, and once more
before the mail server gets a byte."""

from sqlalchemy import select

from portal import clock
from portal.customers.models import Customer
from portal.database import session
from portal.followups import gates, letters
from portal.followups.enrolled_models import Enrolment, EnrolmentState, FollowUpMail
from portal.followups.gates import STOPPED, Passage
from portal.followups.intended import Intended, of_mail
from portal.messages import writing
from portal.messages.going import Stop, Wait
from portal.messages.models import UNDER_WAY, Message, MessageState


def may_still_go(message: Message) -> Stop | Wait | None:
    """For the manifest. Mails that are no follow-ups are none of ours."""
    mail = session.scalars(
        select(FollowUpMail).where(FollowUpMail.message_id == message.id)
    ).one_or_none()
    if mail is None:
        return None
    now = clock.now()
    is_claim = message.state is MessageState.QUEUED
    if is_claim and not _is_ours_alone(mail.customer_id):
        return Wait("another mail to them is being looked at", now + gates.MOMENT)
    intended = of_mail(mail)
    passage = gates.ask(intended, now)
    _keep(mail, passage)
    if passage.last.outcome == STOPPED:
        mail.stopped_by, mail.reason = passage.last.gate, passage.last.why[:250]
        end_when_done(mail.enrolment)
        return Stop(passage.last.why)
    if not passage.is_open:
        return Wait(passage.last.why, passage.last.until or now + gates.PAUSE)
    if is_claim:
        _say_it_as_things_are(message, intended)
    return None


def end_when_done(enrolment: Enrolment) -> None:
    """It is over once none of its mails can still go."""
    session.flush()
    ahead = select(FollowUpMail.id).join(Message, Message.id == FollowUpMail.message_id).where(
        FollowUpMail.enrolment_id == enrolment.id,
        FollowUpMail.stopped_by.is_(None),
        Message.state.in_(UNDER_WAY),
    )  # fmt: skip
    if enrolment.state is EnrolmentState.ACTIVE and session.scalar(ahead.limit(1)) is None:
        enrolment.state, enrolment.ended_at = EnrolmentState.COMPLETED, clock.now()


def _keep(mail: FollowUpMail, passage: Passage) -> None:
    mail.asked_at, mail.gates = clock.now(), passage.kept()
    mail.consent_event_id = passage.consent_event.id if passage.consent_event else None


def _is_ours_alone(customer_id: int) -> bool:
    """Two workers must not each find room under one customer's cap. Whoever comes second does not
    wait for the first, who may wait for the second about somebody else."""
    held = select(Customer.id).where(Customer.id == customer_id)
    held = held.with_for_update(skip_locked=True, key_share=True)
    return session.scalar(held) is not None


def _say_it_as_things_are(message: Message, intended: Intended) -> None:
    """Planned weeks ago; since then somebody may have changed their name or language."""
    words = writing.write(letters.mail_of(intended, token=message.token))
    message.subject, message.text, message.html = words.subject, words.text, words.html
