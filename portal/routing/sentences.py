"""A rule as a sentence, as it stands on the page and in the history of the list."""

from portal.routing.rules import Deal, Rule, Standing
from portal.web.languages import LANGUAGES

KINDS = {
    "complaint": "a complaint",
    "question": "a question",
    "broken": "something broken",
    "request": "a request",
    "idea": "an idea",
    "praise": "praise",
}


def sentence(rule: Rule, standing: Standing) -> str:
    return f"{when(rule)}, {then(rule, standing)}{_further(rule)}."


def when(rule: Rule) -> str:
    asked = [
        f"it is {KINDS.get(rule.kind, rule.kind)}" if rule.kind else "",
        f"it came by {rule.origin}" if rule.origin else "",
        f"the customer reads {_language(rule.language)}" if rule.language else "",
        f"the order’s product is {rule.product}" if rule.product else "",
        f"it was sent from …{rule.sender}" if rule.sender else "",
        f"the text says {_either(rule.words)}" if rule.words else "",
    ]
    held = [each for each in asked if each]
    return f"When {' and '.join(held)}" if held else "For every concern"


def then(rule: Rule, standing: Standing) -> str:
    done = [
        f"hand it to {_department(rule, standing)}" if rule.department_id else "",
        f"set it to {rule.priority}" if rule.priority else "",
        f"tag it {', '.join(rule.tags)}" if rule.tags else "",
        _dealt(rule, standing),
    ]
    held = [each for each in done if each]
    return ", ".join(held) if held else "do nothing"


def _department(rule: Rule, standing: Standing) -> str:
    return standing.departments.get(rule.department_id or 0, "a retired department")


def _dealt(rule: Rule, standing: Standing) -> str:
    if rule.deal is Deal.LOAD:
        return "assign it to whoever there has the fewest open"
    if rule.deal is Deal.TURN:
        return "assign it to the next there in turn"
    if rule.deal is Deal.PERSON:
        return f"assign it to {standing.staff.get(rule.assignee_id or 0, 'somebody who left')}"
    return ""


def _further(rule: Rule) -> str:
    return ", and look further" if rule.goes_on else ""


def _either(words: tuple[str, ...]) -> str:
    return " or ".join(f"“{word}”" for word in words)


def _language(code: str) -> str:
    return LANGUAGES[code].name if code in LANGUAGES else code
