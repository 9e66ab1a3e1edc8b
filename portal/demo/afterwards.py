"""What customers said once their concern was solved, and the words the desk sorts by."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy import select

from portal import clock
from portal.accounts.confirming import reader_at
from portal.database import session
from portal.demo.cast import Cast
from portal.demo.timeline import Step
from portal.satisfaction import answering, asking
from portal.satisfaction.models import Question
from portal.tickets import tagging, tasks
from portal.tickets.models import Reply, Ticket
from portal.tickets.time_models import TicketTask

SEED = 77
SINCE = 125
ANSWERS = 0.62
REST_DAYS = 9
SCORES = (5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 2, 1)
ASKED_AT, ANSWERED_AT = (time(10, 30), time(15, 30)), time(20, 15)
FOLLOWED_UP_AFTER = timedelta(days=2)
TOPICS = {
    "brakes": ("brake", "rem", "brems", "frein"),
    "payment": ("card", "pay", "refund", "charge", "invoice", "money", "euro"),
    "delivery": ("deliver", "arriv", "when will", "parcel", "waiting"),
    "battery": ("battery", "motor", "charger", "accu", "akku"),
    "account": ("account", "password", "pin", "sign in", "app", "verify"),
}
WORDS = {
    "en": {
        5: ("Ines knew at once what it was.", "Quick, and in plain words.", "Lovely people."),
        4: ("Good help. I had to ask twice.", "All fine in the end."),
        3: ("It took three mails.", "The answer was right, the wait was long."),
        2: ("I still do not know when I can come.", "Nobody rang although I asked for it."),
        1: ("It is exactly as it was before.",),
    },
    "nl": {
        5: ("Snel en vriendelijk geholpen.", "Top, dank!"),
        4: ("Goed antwoord, duurde even.",),
        3: ("Antwoord klopte, maar ik moest lang wachten.",),
        2: ("Ik moest alles twee keer uitleggen.",),
        1: ("Het probleem is er nog steeds.",),
    },
    "de": {
        5: ("Schnell und freundlich.",),
        4: ("Gut erklärt.",),
        3: ("Hat gedauert.",),
        2: ("Ich musste dreimal nachfragen.",),
        1: ("Das Problem besteht weiter.",),
    },
}


def afterwards(cast: Cast, now: datetime, zone: tzinfo) -> Iterator[Step]:
    """Twice a day somebody is asked; in the evening some answer."""
    said = Afterwards(cast)
    yield Step(now - timedelta(days=SINCE + 1), said.begin)
    today = now.astimezone(zone).date()
    for ago in range(SINCE, -1, -1):
        day = today - timedelta(days=ago)
        moments = [(at, said.ask) for at in ASKED_AT] + [(ANSWERED_AT, said.answer)]
        for at, act in moments:
            moment = datetime.combine(day, at, zone)
            if moment < now:
                yield Step(moment, act)


class Afterwards:
    """Who answers what; the same way at every start."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.random = random.Random(SEED)
        self.seen = 0

    def begin(self) -> None:
        lead = self.cast.staff["hanneke"]
        asking.set_rule(share=90, after_hours=4, rest_days=REST_DAYS, by=lead)

    def ask(self) -> None:
        self._tag()
        asking.ask_due()
        self._follow_up()

    def answer(self) -> None:
        since = clock.now() - timedelta(hours=11)
        asked = select(Question).where(Question.asked_at > since, Question.score.is_(None))
        for question in session.scalars(asked.order_by(Question.id)).all():
            if self.random.random() < ANSWERS:
                self._answer(question)

    def _answer(self, question: Question) -> None:
        score = self.random.choice(SCORES)
        point = question.ticket.contact_point
        written = WORDS.get(question.ticket.customer.language, WORDS["en"])[score]
        speaks = score <= 2 or self.random.random() < 0.4
        answering.answer(
            question,
            score=score,
            was_solved=self.random.choice((True, True, None)) if score > 2 else None,
            ease=min(5, max(1, score + self.random.choice((-1, 0, 0, 1)))),
            comment=self.random.choice(written) if speaks else "",
            by=self.cast.users.get(point.address) or reader_at(point),
        )

    def _follow_up(self) -> None:
        """A low answer is looked at two days later."""
        before = clock.now() - FOLLOWED_UP_AFTER
        waits = (TicketTask.done_at.is_(None), TicketTask.assignee_id.is_not(None))
        low = select(TicketTask).join(Question, Question.task_id == TicketTask.id)
        low = low.where(Question.answered_at < before, *waits).order_by(Question.id)
        for task in session.scalars(low).all():
            assert task.assignee is not None
            tasks.tick(task, by=task.assignee)

    def _tag(self) -> None:
        """Whoever is at the desk sorts what came since."""
        fresh = select(Ticket).where(Ticket.id > self.seen).order_by(Ticket.id)
        for ticket in session.scalars(fresh).all():
            self.seen = ticket.id
            body = select(Reply.body).where(Reply.ticket_id == ticket.id).order_by(Reply.id)
            text = f"{ticket.subject} {session.scalar(body.limit(1)) or ''}".lower()
            for word, signs in TOPICS.items():
                if any(sign in text for sign in signs):
                    tagging.tag(ticket, word=word, by=self.cast.staff["ines"])
                    break
