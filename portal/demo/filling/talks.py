"""Conversations, some thousand of them, made once and had by many. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from portal.articles.words import words_of
from portal.demo.filling import phrases
from portal.tickets.saying import snippet_of
from portal.tickets.states import Priority, TicketKind

KINDS = (TicketKind.BROKEN,) * 5 + (TicketKind.QUESTION,) * 4 + (TicketKind.COMPLAINT,) * 3
KINDS += (TicketKind.REQUEST,) * 2 + (TicketKind.IDEA, TicketKind.PRAISE)
PRIORITIES = (Priority.URGENT, *(Priority.HIGH,) * 3, *(Priority.NORMAL,) * 14, Priority.LOW)


@dataclass(frozen=True)
class Word:
    """One thing said."""

    body: str
    by_staff: bool = False
    is_note: bool = False


@dataclass(frozen=True)
class Talk:
    kind: str
    priority: str
    subject: str
    said: Sequence[Word]
    tags: Sequence[str]

    @property
    def snippet(self) -> str:
        return snippet_of(next(word.body for word in reversed(self.said) if not word.is_note))

    def parts(self) -> list[list[str]]:
        """As the search index takes them: the subject, then what was said, the newest first."""
        return [_words(self.subject), *(_words(word.body) for word in reversed(self.said))]


def talks(count: int, random: Random) -> list[Talk]:
    return [_talk(random) for _ in range(count)]


def _talk(random: Random) -> Talk:
    kind = random.choice(KINDS)
    subject, body = _opening(kind, random)
    said = [Word(body)]
    for _ in range(random.choice((0, 0, 1, 1, 1, 1, 2))):
        if random.random() < 0.15:
            said.append(Word(random.choice(phrases.NOTES), by_staff=True, is_note=True))
        said.append(Word(random.choice(phrases.ANSWERS), by_staff=True))
        if random.random() < 0.4:
            said.append(Word(random.choice(phrases.REPLIES)))
    tags = random.sample(phrases.TAGS, random.choice((0, 0, 0, 0, 1, 1, 2)))
    return Talk(kind.value, random.choice(PRIORITIES).value, subject, said, sorted(tags))


def _opening(kind: TicketKind, random: Random) -> tuple[str, str]:
    town, ask = random.choice(phrases.TOWNS), random.choice(phrases.ASKS)
    if kind is TicketKind.IDEA:
        return random.choice(phrases.IDEAS), f"An idea from {town}: many of us would buy it."
    if kind is TicketKind.PRAISE:
        return random.choice(phrases.PRAISE), f"Greetings from {town}. I tell everybody."
    if kind in (TicketKind.QUESTION, TicketKind.REQUEST):
        subject = random.choice(phrases.QUESTIONS)
        return subject, f"{subject}? I live in {town} and ride every day. {ask}"
    part, trouble = random.choice(phrases.PARTS), random.choice(phrases.TROUBLES)
    when = random.choice(phrases.WHEN)
    serial = f"SN-{random.randrange(10_000, 99_999)}"
    subject = f"{part.capitalize()} {trouble} {when}"
    return subject, f"The {part} {trouble} {when}. I ride around {town}, bike {serial}. {ask}"


_words = lru_cache(maxsize=1_000)(words_of)
