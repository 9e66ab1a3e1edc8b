"""What a version does, in sentences: for whoever approves it."""

from portal.followups.spec import Effect, Kind, Spec, Step
from portal.followups.stopping import RULES

KINDS = {
    Kind.SERVICE: "Service",
    Kind.CHECK_IN: "Check-in",
    Kind.ADVICE: "Advice",
    Kind.NEWS: "News",
    Kind.REWARD: "Reward",
    Kind.WIN_BACK: "Win-back",
    Kind.SURVEY: "Survey",
}
MEASURES = {
    "answered": "how many answer",
    "ordered_again": "how many order again",
    "concerns": "how many concerns are raised",
}


def of(spec: Spec) -> list[tuple[str, str]]:
    """What it is about, and one sentence each."""
    found = [(f"Step {n}", step(each)) for n, each in enumerate(spec.steps, start=1)]
    found += [("Answers", "; ".join(_answer(each.says["en"], each.effect)
                                    for each in spec.answers))] if spec.answers else []  # fmt: skip
    found.append(("Stops when", _listed(sorted(RULES[each] for each in spec.stops)) or "Never"))
    if spec.cap:
        found.append(
            ("At most", f"{_times(spec.cap.most)} in {spec.cap.days} days, over all playbooks")
        )
    if spec.quiet:
        found.append(("Quiet hours", f"{_clock(spec.quiet[0])} to {_clock(spec.quiet[1])} there"))
    found.append(("Too late after", f"{spec.expires_after_days} days"))
    held = f"{spec.holdout_percent} % get nothing" if spec.holdout_percent else "Nobody"
    found.append(("Held back", held))
    found.append(("Measured by", f"{MEASURES[spec.measure.value]} in {spec.window_days} days"))
    return found


def step(each: Step) -> str:
    kind = "working day" if each.working_days else "day"
    days = abs(each.after_days)
    when = "The same day" if not days else f"{days} {kind}{'s' if days > 1 else ''} "
    way = "" if not days else "later" if each.after_days > 0 else "before"
    said = ", ".join(sorted(each.letters))
    return f"{each.name}: {when}{way} at {each.at:%H:%M} where they live, written in {said}"


def _answer(says: str, effect: Effect) -> str:
    does = "opens a concern" if effect is Effect.OPEN_CONCERN else "is thanked for"
    return f"“{says}” {does}"


def _listed(sentences: list[str]) -> str:
    """Several sentences as one."""
    rest = [f"{each[0].lower()}{each[1:]}" for each in sentences[1:]]
    return "; ".join([*sentences[:1], *rest])


def _times(count: int) -> str:
    return {1: "One mail", 2: "Two mails"}.get(count, f"{count} mails")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
