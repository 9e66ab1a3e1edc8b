"""Lists of wording, written so that people can read and extend them."""

import re


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a list that is parted by bars, over several lines."""
    return tuple(" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip())


def any_of(wording: str, **named: str) -> re.Pattern[str]:
    """A pattern for any of these expressions, without regard to capitals.

    A line holds alternatives; a backslash at its end joins it to the next line; `<who>` stands
    for the expression named so. Gaps are to be bounded: no text may keep a search busy.
    """
    lines = re.sub(r"\\\n\s*", "", wording.strip()).split("\n")
    expression = "|".join(line.strip() for line in lines)
    for name, meaning in named.items():
        expression = expression.replace(f"<{name}>", meaning)
    return re.compile(expression, re.IGNORECASE)
