"""Conversations written by hand: the ones people see first."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

from portal.demo.people import CONTENT
from portal.demo.talks import CUSTOMER, Talk, Turn
from portal.demo.workdays import awake, shifted
from portal.promises.standard import FIRST_ANSWER, NEXT_ANSWER
from portal.tickets.files import Upload
from portal.tickets.models import Origin, Priority, TicketKind

A_WHILE = timedelta(minutes=20)


def stories(now: datetime, zone: tzinfo) -> Iterator[Talk]:
    for story in json.loads((CONTENT / "stories.json").read_text()):
        yield Talk(
            email=story["from"],
            kind=TicketKind(story["kind"]),
            subject=story["subject"],
            turns=_turns(story, now, zone),
            ends=story.get("end", "open"),
            about=story["about"],
            origin=Origin(story.get("origin", "web")),
            assignee=story.get("assignee"),
            priority=Priority(story["priority"]) if "priority" in story else None,
            shared_days=story.get("shared_days", 0),
        )


def _turns(story: dict[str, Any], now: datetime, zone: tzinfo) -> list[Turn]:
    """Each turn comes its hours after the one before; the last one where the story needs it."""
    ends_at = _end(story, now, zone)
    moments = [ends_at]
    for _who, hours, _text in reversed([_parts(turn) for turn in story["talk"]][1:]):
        moments.append(moments[-1] - timedelta(hours=hours))
    turns = []
    for moment, (who, _, text) in zip(reversed(moments), map(_parts, story["talk"]), strict=True):
        at = awake(moment, zone) if who == CUSTOMER else moment
        at = max(at, turns[-1].at + A_WHILE) if turns else at
        if who != CUSTOMER:
            at = max(shifted(at, -0.1, zone), turns[-1].at + A_WHILE)
        turns.append(Turn(at, who, text, _files(story) if moment == ends_at else ()))
    return turns


def _end(story: dict[str, Any], now: datetime, zone: tzinfo) -> datetime:
    """When the last turn was: so that the promise runs out in `due_in` minutes, or days ago."""
    if "due_in" not in story:
        ended_at = now - timedelta(days=story["days_ago"])
        return ended_at if story["talk"][-1][0] == CUSTOMER else shifted(ended_at, -0.1, zone)
    due_at = shifted(now, story["due_in"] / 60, zone)
    is_first_word = len(story["talk"]) == 1
    promised = FIRST_ANSWER[TicketKind(story["kind"])] if is_first_word else NEXT_ANSWER
    return min(shifted(due_at, -promised / timedelta(hours=1), zone), now - A_WHILE)


def _parts(turn: list[Any]) -> tuple[str, float, str]:
    return (turn[0], 0.0, turn[1]) if len(turn) == 2 else (turn[0], turn[1], turn[2])


def _files(story: dict[str, Any]) -> tuple[Upload, ...]:
    names = story.get("files", ())
    return tuple(Upload(name, (CONTENT / "files" / name).read_bytes()) for name in names)
