"""The fields of a delivery status notification (RFC 3464), one set for each recipient."""

import re

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.*)")
_WANTED = (
    *("final-recipient", "original-recipient", "action", "status", "diagnostic-code"),
    *("remote-mta", "x-actual-recipient", "x-supplementary-info"),
)
_MAX_RECIPIENTS = 100
_STARTS = ("final-recipient", "original-recipient", "action", "status", "x-actual-recipient")


def recipients(report: str) -> list[dict[str, str]]:
    """The sets of fields that say something about a recipient."""
    groups: list[dict[str, str]] = [{}]
    last = ""
    for line in report.split("\n")[:5_000]:
        if not line.strip():
            groups.append({})
            last = ""
        elif line[0] in " \t" and last:
            groups[-1][last] = f"{groups[-1][last]} {line.strip()}"[:4000]
        elif field := _FIELD.match(line[:4000]):
            last = field[1].lower()
            if last in groups[-1] and last == "final-recipient":
                groups.append({})
            groups[-1].setdefault(last, field[2].strip())
    about = [group for group in groups if any(name in group for name in _STARTS)]
    return about[:_MAX_RECIPIENTS]


def address_of(field: str) -> str:
    """`rfc822; ana@shop.example` without its type."""
    return field.partition(";")[2].strip() if ";" in field else field.strip()
