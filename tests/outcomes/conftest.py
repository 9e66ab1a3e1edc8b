"""A check-in of some months, with everything that can become of somebody it chose."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.consent.models import Basis
from portal.consent.models import Purpose as ConsentPurpose
from portal.database import atomic, session
from portal.followups import answering, intended
from portal.followups.enrolled_models import FollowUpMail
from portal.messages.ledger import note
from portal.messages.models import MessageState
from portal.tickets import resolution, tagging
from tests import make
from tests.followups import making

SINCE = making.MORNING
LATER = making.MORNING + timedelta(days=45)
"""The windows of everybody are over."""
PEOPLE = 30


@pytest.fixture
def check_in(mark, lea, kim):
    """The live check-in: Mark wrote it, Lea approved it, Kim looks after what it opens."""
    return making.live(owner=mark, approved_by=lea, care_of=kim, holdout_percent=20)


def bought_by(name, *, agreed=True, on=making.DELIVERED_ON, **columns):
    """Somebody whose City 8 was delivered, and who was told that we ask."""
    address = f"{name.lower().replace(' ', '.')}@example.com"
    who = make.user(name, email=address)
    making.delivered(who, on, **{"product": "City 8", "build": "belt, blue"} | columns)
    if agreed:
        make.consent(
            who, ConsentPurpose.CHECK_INS, basis=Basis.SOFT_OPT_IN, wording="We ask how it does.",
            wording_language="en", evidence="M-20001",
        )  # fmt: skip
    return who


def mail_of(who):
    session.expire_all()
    of_them = FollowUpMail.customer_id == who.customer_id
    return session.scalars(select(FollowUpMail).where(of_them).order_by(FollowUpMail.id)).first()


def answers(who, code, words="", at=SINCE + timedelta(hours=3)):
    """They press a button of the mail; gives the concern, if that opens one."""
    mail = mail_of(who)
    with clock.stopped_at(at):
        option = intended.of_mail(mail).spec.option(code)
        given = answering.answer(mail, option, words=words, via=answering.LINK, by=None)
    return given.ticket


@atomic()
def came_back(who):
    note(making.message(mail_of(who)), "dsn_failed", diagnosis="nobody there")


@atomic()
def stands(who, state, kind=""):
    """What becomes of a mail without a mail server."""
    message = making.message(mail_of(who))
    message.state = state
    if kind:
        note(message, kind)


def lamp(who, price_minor):
    at = SINCE + timedelta(days=9)
    make.order(of=who, product="Lamp", price_minor=price_minor, placed_at=at)


def is_in(who):
    """Whether they are meant to get it, and not held back."""
    return mail_of(who).stopped_by is None


@pytest.fixture
def months(check_in, kim):
    """People of whom everything that can become of somebody became of some."""
    people = [
        bought_by(
            f"Person {n}", agreed=n % 9 != 0, build="belt, blue" if n % 2 else "chain, red",
            product="City 8" if n % 5 else "Tourer",
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    making.planned()
    making.sent()
    told = [each for each in people if _arrived(each)]
    for n, each in enumerate(told):
        if n % 4 == 0:
            answers(each, "good")
        elif n % 4 == 1:
            ticket = answers(each, "wrong", "The belt squeaks.")
            with clock.stopped_at(SINCE + timedelta(hours=5)):
                tagging.tag(ticket, word="brakes", by=kim)
                if n % 8 == 1:
                    resolution.solve(ticket, by=kim)
        elif n == 2:
            came_back(each)
        elif n == 3:
            stands(each, MessageState.UNCERTAIN)
        elif n == 6:
            stands(each, MessageState.FAILED)
        elif n == 7:
            stands(each, MessageState.SENT, "unsubscribed")
        if n % 3 == 0:
            lamp(each, 4900 + n)
    for each in [one for one in people if one not in told][::2]:
        lamp(each, 2500)
    return people


def _arrived(who):
    found = mail_of(who)
    return found.message_id is not None and making.message(found).state == MessageState.SENT
