"""What the report says in words: first what was found, then how sure it is."""

from portal.outcomes.effects import MOST_NEEDED, Effect, Spending, Verdict
from portal.outcomes.pictures import one_in
from portal.outcomes.reporting import Report

DID = {"bought": "ordered again", "raised": "raised a concern"}


def headline(report: Report) -> str:
    """The whole of it in two sentences."""
    whole = report.whole
    if report.is_being_counted:
        return "The numbers are being counted."
    if report.is_empty:
        return "Nobody was enrolled in these days."
    if not whole.delivered:
        return "Nothing has arrived yet."
    if not whole.replied.is_enough:
        said = f"{whole.answered} of {whole.delivered} answered, too few to tell more."
    elif 0.45 <= whole.replied.value <= 0.55:
        said = "About half answered."
    else:
        said = f"{one_in(whole.replied.value).capitalize()} answered."
    if not report.concerns:
        return said
    solved = whole.solved
    needed = f"{report.concerns} needed help"
    if solved == report.concerns:
        return f"{said} {needed}, and {'has' if solved == 1 else 'all have'} it."
    waiting = report.concerns - solved
    have, wait = "has" if solved == 1 else "have", "waits" if waiting == 1 else "wait"
    return f"{said} {needed}: {solved} {have} it, {waiting} {wait}."


def of_answers(report: Report) -> str:
    """How many are happy, and how many are not."""
    told = {each.opens_concern: each.share for each in report.answers if each.share.right}
    whole = sum(each.share.right for each in report.answers)
    if not whole:
        return "Nobody answered yet"
    if True not in told:
        return "Nobody says that something is wrong"
    if not told[True].is_enough:
        return f"{told[True].right} of {whole} say that something is wrong"
    says = "say" if told[True].value >= 0.3 else "says"
    return f"{one_in(told[True].value)} {says} that something is wrong".capitalize()


def of_effect(effect: Effect, part: str) -> str:
    """Whether those we meant to write to did more of it."""
    did, verdict = DID[part], effect.verdict
    if not effect.held.count:
        return f"Nobody was held back, so nothing can be said of how many {did}"
    if verdict is Verdict.FEW:
        return f"Too few to tell whether more {did}"
    more = "More" if effect.points > 0 else "Fewer"
    if verdict is Verdict.CHANCE:
        if effect.difference.value == 0:
            return f"As many {did} without a mail"
        return f"{more} {did}, but it could still be chance"
    if verdict is Verdict.LIKELY:
        return f"{more} {did}: likely the mail, not yet sure"
    return f"{more} {did} because we wrote"


def what_is_missing(effect: Effect) -> str:
    """How many more it would take, in plain words."""
    if not effect.held.count:
        return "Hold some back in the next version: 10 or 20 of 100 are usual."
    if effect.verdict is Verdict.SURE:
        return "Sure, even for somebody who looks every day."
    shown = f"So many people show a difference of {effect.smallest_shown:.0f} points or more."
    more = effect.more_people
    if more is None or more == 0 or effect.verdict is Verdict.LIKELY:
        if effect.verdict is Verdict.LIKELY:
            return (
                "Who looks only once may say so. Who looks every day is fooled by chance"
                " one time in four: wait until it is sure."
            )
        return shown
    if more >= MOST_NEEDED:
        return f"{shown} The one there is now is too small ever to be shown."
    held = effect.more_held_back
    return (
        f"{shown} If it stays as it is, about {more:,} more people are needed,"
        f" {held:,} of them held back."
    )


def of_spending(spending: Spending) -> str:
    found = spending.difference
    if not spending.is_enough or found is None:
        return "Too few orders to tell what they spend"
    if not found.is_more_than_chance:
        return "What they spend differs no more than by chance"
    return "They spend more" if found.value > 0 else "They spend less"
