"""Tickets with their words, tags and search index: most solved long ago, and an open queue that
does not grow with the number of all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from portal.demo.filling.engine import DAY, Engine
from portal.demo.filling.people import People
from portal.demo.filling.rows import NULL, Loader, Row
from portal.demo.filling.talks import Talk, Word
from portal.tickets.models import Ticket
from portal.tickets.states import TicketState, Visibility
from portal.tickets.word_index import BETWEEN, written

AT_ONCE = 10_000
MOST_OPEN = 1_000
OPEN_SHARE = 0.1
TICKETS = (
    "id", "customer_id", "contact_point_id", "order_id", "assignee_id", "kind", "priority",
    "subject", "snippet", "state", "solved_by_customer", "origin", "confirmed_at", "opened_at",
    "due_at", "first_promised_at", "first_answered_at", "last_word_at", "solved_at",
)  # fmt: skip
REPLIES = (
    "customer_id", "ticket_id", "author_id", "author_name", "by_staff", "origin", "created_at",
    "visibility", "body", "rest", "is_unverified", "notes",
)  # fmt: skip
ORIGINS = ("web",) * 11 + ("mail",) * 7 + ("desk",) * 2
Staff = Sequence[tuple[str, str]]
"""Id and name of everybody who answers."""


@dataclass(frozen=True)
class Told:
    """A talk up to where it stands in one state, as lines of the database end with it."""

    row: str
    said: Sequence[tuple[bool, bool, str]]
    """Of each word whether staff said it, whether it is a note, and its line's end."""
    tags: Sequence[str]
    words: str


class Raised(NamedTuple):
    """Whose it is, who helps, and when its words are said; the names as authors of a line."""

    row: str
    customer: str
    helper: str
    at: int
    gap: int


@dataclass
class Chunk:
    tickets: list[Row] = field(default_factory=list)
    replies: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    search: list[Row] = field(default_factory=list)

    def put(self, loader: Loader) -> None:
        loader.index(self.search)
        loader.put("tickets", TICKETS, self.tickets)
        loader.put("replies", REPLIES, self.replies)
        loader.put("ticket_tags", ("ticket_id", "word"), self.tags)


class Raising:
    """Raises them, the oldest first."""

    def __init__(self, people: People, staff: Staff, talks: Sequence[Talk], in_: Engine) -> None:
        self.people, self.staff, self.in_ = people, staff, in_
        self.authors = [f"{user_id}\t{name}\t{in_.true}\tdesk" for user_id, name in staff]
        self.told = [self._by_state(talk) for talk in talks]

    def known(self) -> list[str]:
        """The words of every talk in every state, as the search index has them."""
        return [told.words for by_state in self.told for told in by_state]

    def chunks(
        self, count: int, *, first_id: int, until: int, chance: np.random.Generator
    ) -> Iterator[Chunk]:
        """`until` is now, in minutes of the engine's calendar."""
        opened = np.sort(until - (until - DAY) * chance.random(count) ** 1.3).astype(int)
        states = _states(count, chance)
        for begin in range(0, count, AT_ONCE):
            draws = chance.random((min(AT_ONCE, count - begin), 5))
            chunk, these = Chunk(), slice(begin, begin + len(draws))
            each = zip(opened[these].tolist(), states[these].tolist(), draws.tolist(), strict=True)
            for number, (at, state, drawn) in enumerate(each, start=first_id + begin):
                self._raise(chunk, number, at, state, drawn, until)
            yield chunk

    def _raise(
        self, chunk: Chunk, number: int, at: int, state: int, drawn: list[float], until: int
    ) -> None:
        who, which, helped, pace, chosen = drawn
        people, in_, talk = self.people, self.in_, int(which * len(self.told))
        told, origin = self.told[talk][state], ORIGINS[int(chosen * len(ORIGINS))]
        customer, helper = int(who**1.5 * len(people.ids)), int(helped**1.5 * len(self.staff))
        one = Raised(
            row=f"{people.ids[customer]}\t{number}",
            customer=f"{NULL}\t{people.names[customer]}\t{in_.false}\t{origin}",
            helper=self.authors[helper],
            at=at,
            # The words come at an even pace, all of them before now.
            gap=min(int(30 + pace * 3 * DAY), (until - at) // (len(told.said) + 1)),
        )
        answered, last = self._say(chunk, one, told)
        opened, is_helped = in_.moment(at), (state >= 2 or helped < 0.6) and pace < 0.9
        due = in_.moment(until + int((pace * 4 - 0.25) * DAY)) if state < 2 else NULL
        solved = in_.moment(min(last + one.gap, until)) if state == SOLVED_AT else NULL
        chunk.tickets.append(
            f"{number}\t{people.ids[customer]}\t{people.point_ids[customer]}\t"
            f"{people.order_ids[customer] if which < 0.5 else NULL}\t"
            f"{self.staff[helper][0] if is_helped else NULL}\t{told.row}\t{origin}\t{opened}\t"
            f"{opened}\t{due}\t{in_.moment(at + 8 * 60)}\t"
            f"{NULL if answered is None else in_.moment(answered)}\t{in_.moment(last)}\t{solved}\n"
        )
        chunk.tags += [f"{number}\t{word}\n" for word in told.tags]
        known = people.words_with_order if which < 0.5 else people.words
        own = self._found_by(number, known[customer], last)
        chunk.search.append(f"{number}\t{own}\t{talk * len(STATES) + state}\n")

    def _say(self, chunk: Chunk, one: Raised, told: Told) -> tuple[int | None, int]:
        """Its words; gives when it was first answered and when the last word for them came."""
        answered, when, last = None, one.at, one.at
        for by_staff, is_note, row in told.said:
            if not is_note:
                last = when
                answered = when if by_staff and answered is None else answered
            author = one.helper if by_staff else one.customer
            chunk.replies.append(f"{one.row}\t{author}\t{self.in_.moment(when)}\t{row}\n")
            when += one.gap
        return answered, last

    def _found_by(self, number: int, known: str, last: int) -> str:
        own = number + Ticket.number_offset
        if self.in_.is_sqlite:
            return f"c {own} {BETWEEN} {known}"
        return f"{self.in_.spell(last)}'c':2 '{own}':3 {known}"

    def _by_state(self, talk: Talk) -> list[Told]:
        answers = [
            turn for turn, word in enumerate(talk.said) if word.by_staff and not word.is_note
        ]
        asks = [turn for turn, word in enumerate(talk.said) if not word.by_staff]
        lengths = (1, asks[-1] + 1, answers[-1] + 1 if answers else 1, len(talk.said))
        return [
            self._told(replace(talk, said=talk.said[:length]), state)
            for length, state in zip(lengths, STATES, strict=True)
        ]

    def _told(self, talk: Talk, state: TicketState) -> Told:
        in_, words = self.in_, written(talk.parts(), is_sqlite=self.in_.is_sqlite)
        row = f"{talk.kind}\t{talk.priority}\t{talk.subject}\t{talk.snippet}\t{state}\t{in_.false}"
        end = f'\t{in_.false}\t{{"notes": []}}'
        said = [
            (word.by_staff, word.is_note, f"{_visibility(word)}\t{word.body}\t{end}")
            for word in talk.said
        ]
        return Told(row, said, talk.tags, words)


STATES = tuple(TicketState)
SOLVED_AT = STATES.index(TicketState.SOLVED)


def _visibility(word: Word) -> Visibility:
    return Visibility.NOTE if word.is_note else Visibility.REPLY


def _states(count: int, chance: np.random.Generator) -> np.ndarray:
    """Each one's place in STATES, the oldest first: what is not solved is among the newest."""
    open_ = min(MOST_OPEN, max(1, int(count * OPEN_SHARE)))
    age = np.arange(count)[::-1]
    likely = np.where(age < open_, 0.75, np.where(age < 4 * open_, 0.08, 0.0))
    unsolved = chance.choice(3, size=count, p=(0.25, 0.35, 0.4))
    return np.where(chance.random(count) < likely, unsolved, SOLVED_AT)
