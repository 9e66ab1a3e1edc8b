"""The demo's past: what happened when, played in its order with the clock at each moment."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from portal import clock


class Step:
    """Something somebody did at a moment."""

    def __init__(self, at: datetime, act: Callable[..., Any], *arguments: Any) -> None:
        self.at = at
        self.act = act
        self.arguments = arguments


def play(steps: Iterable[Step]) -> None:
    """Let it all happen, oldest first: ordinary verbs that only see another clock."""
    for step in sorted(steps, key=lambda step: step.at):
        with clock.stopped_at(step.at):
            step.act(*step.arguments)
