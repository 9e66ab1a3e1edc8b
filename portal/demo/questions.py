"""Conversations that begin with real words of real customers; content/LICENCES.md says whose."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from portal.demo.cast import known_for
from portal.demo.people import CONTENT, ORGANISATIONS, PEOPLE, Person
from portal.demo.talks import CUSTOMER, NOTE, Talk, Turn
from portal.demo.workdays import awake, shifted
from portal.promises.standard import FIRST_ANSWER
from portal.tickets.models import TicketKind

SEED = 2841
FRESH = 14
"""So many are new: nobody has answered yet."""
WAITING = 15
"""So many wait for the customer."""
OLDEST_DAYS = 120.0
NEWEST_DAYS = 5.0
A_WHILE = timedelta(minutes=20)
SOURCES = ("banking77", "hint3", "arbanking77", "xsid")
ANSWERERS = ("ines", "ines", "tom", "tom", "hanneke")


@dataclass(frozen=True)
class Question:
    topic: str
    kind: TicketKind
    language: str
    subject: str
    text: str


class Desk:
    """Deals the questions out to people, days and endings; the same way at every start."""

    def __init__(self, now: datetime, zone: tzinfo) -> None:
        self.now = now
        self.zone = zone
        self.random = random.Random(SEED)
        self.answers: dict[str, Any] = json.loads((CONTENT / "answers.json").read_text())
        self.more: dict[str, Any] = json.loads((CONTENT / "answers-more.json").read_text())
        self.thanks: dict[str, list[str]] = json.loads((CONTENT / "thanks.json").read_text())

    def talks(self) -> Iterator[Talk]:
        questions = list(_questions())
        self.random.shuffle(questions)
        can_wait = [each for each in questions if self._asks(each)][:WAITING]
        others = [each for each in questions if each not in can_wait]
        yield from map(self._waiting, can_wait)
        yield from map(self._fresh, others[:FRESH])
        yield from map(self._ended, others[FRESH:])

    def _fresh(self, question: Question) -> Talk:
        """Not answered yet: some promises have just run out, most have a few hours left."""
        promised = FIRST_ANSWER[question.kind] / timedelta(hours=1)
        raised_at = shifted(self.now, self.random.uniform(-promised * 1.1, -0.3), self.zone)
        taken = self.random.random() < 0.4
        turns = [Turn(raised_at, CUSTOMER, question.text)]
        assignee = self.random.choice(ANSWERERS) if taken else None
        return self._talk(question, self._somebody(question), turns, "open", assignee=assignee)

    def _waiting(self, question: Question) -> Talk:
        """The desk asked something, and the customer has not said it yet."""
        asked, _, _ = self.random.choice(self._asks(question))
        raised_at = awake(self.now - timedelta(days=self.random.uniform(2, 9)), self.zone)
        answered_at = self._answered_at(question, raised_at)
        turns = [Turn(raised_at, CUSTOMER, question.text)]
        turns += [Turn(answered_at, self._answerer(), asked)]
        return self._talk(question, self._somebody(question), turns, "waiting")

    def _ended(self, question: Question) -> Talk:
        person = self._somebody(question)
        oldest = min(OLDEST_DAYS, known_for(person) / timedelta(days=1) - 1)
        days = self.random.uniform(NEWEST_DAYS, oldest)
        raised_at = awake(self.now - timedelta(days=days), self.zone)
        staff = self._answerer()
        at = self._answered_at(question, raised_at)
        turns = [Turn(raised_at, CUSTOMER, question.text)]
        if note := self._note(question):
            turns.append(Turn(at - timedelta(minutes=12), f"{NOTE}{staff}", note))
        asks = self._asks(question)
        if asks and self.random.random() < 0.45:
            asked, said, answered = self.random.choice(asks)
            said_at = self._later(at, self.random.uniform(1, 20))
            turns += [Turn(at, staff, asked), Turn(said_at, CUSTOMER, said)]
            at = shifted(said_at, self.random.uniform(0.5, 5), self.zone)
            turns.append(Turn(at, staff, answered))
        else:
            turns.append(Turn(at, staff, self.random.choice(self._final(question))))
        ends = "solved"
        if self.random.random() < 0.35:
            thanks = self.random.choice(self.thanks[question.language])
            turns.append(Turn(self._later(at, self.random.uniform(0.2, 9)), CUSTOMER, thanks))
            ends = "solved_by_customer"
        return self._talk(question, person, turns, ends)

    def _talk(
        self, question: Question, person: Person, turns: list[Turn], ends: str,
        *, assignee: str | None = None,
    ) -> Talk:  # fmt: skip
        staff = next((t.who for t in turns if t.who != CUSTOMER and not t.who.startswith(NOTE)), "")
        answered_at = turns[min(1, len(turns) - 1)].at
        signs = {
            "name": person.name.split()[0],
            "staff": staff.title(),
            "soon": _day(shifted(answered_at, 20, self.zone), question.language),
            "later": _day(shifted(answered_at, 90, self.zone), question.language),
        }
        about = self.random.choice([None, "City 8", "Tourer", "Loaf"])
        return Talk(
            person.email, question.kind, question.subject, turns, ends,
            about=about, assignee=assignee, signs=signs,
        )  # fmt: skip

    def _later(self, at: datetime, hours: float) -> datetime:
        """When a customer says something, some hours after the desk."""
        return max(awake(at + timedelta(hours=hours), self.zone), at + A_WHILE)

    def _answered_at(self, question: Question, raised_at: datetime) -> datetime:
        """Most promises are kept, a few are not."""
        promised = FIRST_ANSWER[question.kind] / timedelta(hours=1)
        share = self.random.choice([0.15, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.4])
        return shifted(raised_at, promised * share, self.zone)

    def _somebody(self, question: Question) -> Person:
        """Not Maya: hers is the page people see first, and all of it is written by hand."""
        language = question.language
        people = [each for each in _people() if each.language == language]
        return self.random.choice([each for each in people if each is not PEOPLE[0]])

    def _answerer(self) -> str:
        return self.random.choice(ANSWERERS)

    def _final(self, question: Question) -> list[str]:
        if question.language == "en":
            return self.answers[question.topic]["answers"]
        return self.more[question.language][question.topic]

    def _asks(self, question: Question) -> list[list[str]]:
        is_english = question.language == "en"
        return self.answers[question.topic].get("asks", []) if is_english else []

    def _note(self, question: Question) -> str | None:
        notes = self.answers[question.topic].get("notes", [])
        return self.random.choice(notes) if notes and self.random.random() < 0.3 else None


def _questions() -> Iterator[Question]:
    for source in SOURCES:
        for row in json.loads((CONTENT / "questions" / f"{source}.json").read_text()):
            topic, kind, language, subject, text = row
            yield Question(topic, TicketKind(kind), language, subject, text)


def topics_by_words() -> dict[tuple[str, str], str]:
    """What each question is about, by its subject and its words."""
    return {(each.subject, each.text): each.topic for each in _questions()}


def _people() -> Iterator[Person]:
    yield from PEOPLE
    for people in ORGANISATIONS.values():
        yield from people


def _day(at: datetime, language: str) -> str:
    return f"{at:%a} {at.day} {at:%b}" if language == "en" else f"{at.day}.{at.month}."
