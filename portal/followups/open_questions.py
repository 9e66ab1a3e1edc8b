"""Check-ins that wait for their reader's answer, on the customer's own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import User
from portal.consent.queries import addresses_of
from portal.database import session
from portal.followups import spec_reading
from portal.followups.enrolled_models import FollowUpAnswer, FollowUpMail
from portal.followups.intended import of_mail
from portal.manifest import Turn
from portal.messages import identity
from portal.messages.models import Message, MessageState
from portal.web.languages import FALLBACK, _, language

ASKED_FOR = timedelta(days=30)
MOST_SHOWN = 3


@dataclass(frozen=True)
class Question:
    """A check-in as its reader sees it: what it is about, and the ways to answer."""

    subject: str
    product: str
    asked_at: datetime
    answers: list[tuple[str, str]]


def waiting(user: User) -> list[Question]:
    """What this person was asked at their own addresses and has not answered, newest first."""
    own = [each.address for each in session.scalars(addresses_of(user))]
    if not own:
        return []
    found = session.scalars(
        select(FollowUpMail)
        .join(Message, Message.id == FollowUpMail.message_id)
        .options(joinedload(FollowUpMail.message), joinedload(FollowUpMail.enrolment))
        .where(
            FollowUpMail.customer_id == user.customer_id,
            Message.to_address.in_(own),
            Message.state == MessageState.SENT,
            Message.sent_at > clock.now() - ASKED_FOR,
            ~exists().where(FollowUpAnswer.mail_id == FollowUpMail.id),
        )
        .order_by(FollowUpMail.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    return [question for each in found if (question := _question(each))]


def tile(user: User) -> dict[str, Any] | None:
    questions = waiting(user)
    return {"questions": questions} if questions else None


def turn(user: User) -> Turn | None:
    """Somebody asked them how it does."""
    questions = waiting(user)
    if not questions or not questions[0].product:
        return None
    first = questions[0]
    return Turn(
        title=_("How does your %(product)s do?", product=first.product),
        text=_("We asked you by mail. One press is enough to answer."),
        action=_("Answer"),
        url=first.answers[0][0],
        icon="message-circle",
        urgency=-10,
    )


def _question(mail: FollowUpMail) -> Question | None:
    spec = spec_reading.read(mail.enrolment.version.spec)
    if not spec.answers or mail.message is None or mail.message.sent_at is None:
        return None
    intended, mark = of_mail(mail), identity.link_mark(mail.message.token)
    return Question(
        subject=mail.message.subject,
        product=intended.order.product if intended.order else "",
        asked_at=mail.message.sent_at,
        answers=[
            (url_for("followups.answer", token=mark, code=each.code),
             each.says.get(language().code, each.says[FALLBACK]))
            for each in spec.answers
        ],
    )  # fmt: skip
