"""Groups drawn once for each way they stand: a click changes few of fifty of them.

Each drawing has a mark. The page in the browser says which marks it shows, and is sent only what
differs; what stays as it is goes as an empty element with the same id (data-kept).
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from flask import current_app
from markupsafe import Markup

from portal.building.laid_out import Drawn
from portal.building.screen import Screen, Standings
from portal.web.languages import language

MARK_BYTES = 6
MARK = 2 * MARK_BYTES
"""Characters of a mark."""


def groups(screen: Screen) -> list[Drawn]:
    """Each group as it stands, drawn by whoever first met it so."""
    code, kept = language().code, screen.made.ready.drawings
    found = []
    for stands in screen.standings():
        key = code, *stands.key
        found.append(kept.get(key) or kept.keep(key, _drawn(screen, stands)))
    return found


def _drawn(screen: Screen, stands: Standings) -> Drawn:
    group = screen.cards(stands)
    macros = current_app.jinja_env.get_template("building/_group.html").module
    html, chip = str(macros.group(group)).strip(), str(macros.chip(group))
    return Drawn(f"{group.id}:", html, _mark(html), chip, group.is_chosen)


class Page:
    """Picture, way and groups, each whole or only its place where the page `shown` has it."""

    def __init__(self, screen: Screen, picture: dict[str, Any] | None, shown: str):
        its = screen.made.ready
        found = groups(screen)
        picture = _picture(picture, its.model.name) if picture else Drawn("cfg-pic", "", "-" * MARK)
        parts = [picture, _way(found), *found]
        self.decided = sum(group.is_chosen for group in found)
        self.shown = "".join([part.mark for part in parts])
        """The marks of all of it, which the next request says back."""
        if len(shown) != len(self.shown):
            shown = ""
        told = [
            part.kept if part.mark == shown[MARK * at : MARK * (at + 1)] else part.html
            for at, part in enumerate(parts)
        ]
        self.picture, self.way, self.groups = Markup(told[0]), Markup(told[1]), \
            Markup("".join(told[2:]))  # fmt: skip


def _picture(picture: dict[str, Any], name: str) -> Drawn:
    macros = current_app.jinja_env.get_template("building/_group.html").module
    html = str(macros.picture(picture, name))
    return Drawn("cfg-pic", html, _mark(html))


def _way(found: Sequence[Drawn]) -> Drawn:
    macros = current_app.jinja_env.get_template("building/_group.html").module
    html = str(macros.way(Markup("".join([group.chip for group in found]))))
    return Drawn("cfg-way", html, _mark(html))


def _mark(html: str) -> str:
    return blake2b(html.encode(), digest_size=MARK_BYTES).hexdigest()
