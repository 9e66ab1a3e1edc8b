"""The texts of the source and of the catalogues, and a language in which each shows its edges."""

import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask

from portal.web.languages import CATALOGUES, FALLBACK, LANGUAGES
from tests.house.source import ROOT

OTHERS = [code for code in LANGUAGES if code != FALLBACK]
OPENS, CLOSES = "⟦", "⟧"


@cache
def in_the_source() -> Catalog:
    """What `make catalogues` would collect now."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "portal.pot"
        subprocess.run(
            [
                sys.executable, "-m", "babel.messages.frontend", "-q", "extract",
                "--mapping-file", "babel.cfg", "--output-file", str(out),
                "-k", "_", "-k", "lazy", "-k", "many:1,2", ".",
            ],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        with out.open("rb") as file:
            return read_po(file)


@cache
def catalogue(code: str) -> Catalog:
    with (CATALOGUES / code / "LC_MESSAGES" / "portal.po").open("rb") as file:
        return read_po(file, locale=code)


def texts_of(message: Any) -> list[str]:
    """The text and its plural, or all that stand for them in another language."""
    return [message] if isinstance(message, str) else list(message)


class Edged(NullTranslations):
    """Each text of the source between brackets; a text that nobody collects has none."""

    def __init__(self) -> None:
        super().__init__()
        messages = (each for each in in_the_source() if each.id)
        self.known = {text for each in messages for text in texts_of(each.id)}

    def gettext(self, message: str) -> str:
        return f"{OPENS}{message}{CLOSES}" if message in self.known else message

    def ngettext(self, one: str, more: str, num: int) -> str:
        return self.gettext(one if num == 1 else more)

    ugettext, ungettext = gettext, ngettext


def speak_with_edges(app: Flask) -> None:
    """Let this portal's English show where each text begins and ends."""
    app.extensions["babel"].instance.domain_instance.cache[FALLBACK] = Edged()
