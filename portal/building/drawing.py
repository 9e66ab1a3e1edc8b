"""Options drawn once for each way they stand: a click changes few of a hundred of them."""

from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from portal.building.screen import Card, GroupCards
from portal.web.languages import language

MOST_KEPT = 20_000


def cards(group: GroupCards) -> Markup:
    """All options of a group, as they stand."""
    code = language().code
    return Markup("".join([_drawn(each, group.id, group.input, code) for each in group.cards]))


@lru_cache(maxsize=MOST_KEPT)
def _drawn(card: Card, group: str, kind: str, language_code: str) -> str:
    template = current_app.jinja_env.get_template("building/_card.html")
    return str(template.module.card(card, group, kind))
