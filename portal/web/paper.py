"""Pages of paper with the face of our pages: an A4 sheet that others write on.

Figtree has Latin letters; what it lacks is set in DejaVu Sans, which has Greek, Cyrillic, Hebrew
and Arabic. What neither has, like Chinese or pictures, is shown as a box, and said.
"""

import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import current_app
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fpdf import FPDF
from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection, XPos, YPos

from portal.settings import ROOT
from portal.web.arabic import shaped
from portal.web.formatting import Reader
from portal.web.languages import FALLBACK, LANGUAGES, Language, _, language, speaking

INK, SOFT, LINE, BRAND = (38, 42, 46), (98, 104, 110), (208, 212, 216), (24, 98, 118)
MARGIN, WIDTH = 18, 174
PACKED = {
    ("Figtree", ""): ("figtree-latin.woff2", 400.0),
    ("Figtree", "B"): ("figtree-latin.woff2", 650.0),
    ("Figtree Extended", ""): ("figtree-latin-ext.woff2", 400.0),
    ("Figtree Extended", "B"): ("figtree-latin-ext.woff2", 650.0),
    ("DejaVu", ""): ("dejavu-sans.woff2", None),
    ("DejaVu", "B"): ("dejavu-sans-bold.woff2", None),
}
_NEXT_LINE = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
BOX = "\u25a1"
_WORDS = re.compile(r"[^ ]* +|[^ ]+")
UNSEEN = ("Cc", "Cf", "Cs")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@contextmanager
def read_by(reader: Reader) -> Iterator[Reader]:
    """The fixed words are in the reader's language where it is written from left to right; else
    they are English, as on a page that has no translation."""
    spoken: Language = language() if language().direction == "ltr" else LANGUAGES[FALLBACK]
    with speaking(spoken):
        yield Reader(reader.zone, spoken.locale)


@cache
def _faces() -> dict[tuple[str, str], Path]:
    """The faces of our pages as PDF wants them, unpacked once for each process."""
    folder = Path(tempfile.mkdtemp(prefix="faces"))
    found = {}
    for (name, style), (packed, weight) in PACKED.items():
        font = TTFont(ROOT / "static" / "fonts" / packed)
        font.flavor = None
        if weight is not None:
            font = instancer.instantiateVariableFont(font, {"wght": weight})
        found[name, style] = folder / f"{name}{style}.ttf"
        font.save(found[name, style])
    return found


class Sheet(FPDF):
    """A4 with our name and `reference` at its foot. `made_at` makes it the same each time."""

    hides_something = False

    def __init__(self, *, reference: str, title: str, made_at: datetime) -> None:
        super().__init__(format="A4")
        self.reference = reference
        self._widths: dict[tuple[str, str], float] = {}
        self.brand = current_app.extensions["portal_settings"].brand
        for (name, style), path in _faces().items():
            self.add_font(name, style, path)
        self.set_fallback_fonts(["Figtree Extended", "DejaVu"], exact_match=False)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, 24)
        self.set_creation_date(made_at)
        self.set_title(title)
        self.set_author(self.brand.name)
        self.set_lang(language().tag)

    def footer(self) -> None:
        self.set_y(-18)
        self.face(8, SOFT)
        parts = (self.brand.name, self.brand.place, self.brand.contact)
        ours = ", ".join(part for part in parts if part)
        self.cell(WIDTH / 2, 5, ours)
        pages = _("Page %(page)s of %(all)s", page=self.page_no(), all="{nb}")
        self.cell(WIDTH / 2, 5, f"{self.reference} · {pages}", align="R")

    def letterhead(self) -> None:
        self.face(10, BRAND, "B")
        self.say(self.brand.name)
        self.ln(8)

    def say(
        self, text: str, height: float = 5.5, *, width: float = WIDTH, fill: bool = False
    ) -> None:
        """A paragraph in the face that is set; from right to left where its first letter is so."""
        shown = printable(text)
        self.hides_something |= shown.count(BOX) > text.count(BOX)
        for part in shown.split("\n"):
            is_turned = _RIGHT_TO_LEFT.search(part) is not None
            base = auto_detect_base_direction(part) if is_turned else TextDirection.LTR
            align = "R" if base is TextDirection.RTL else "L"
            for line in self._broken(part, width - 2 * self.c_margin):
                if is_turned:
                    line = BidiParagraph(line, base_direction=base).get_reordered_string()
                self.cell(width, height, line, align=align, fill=fill, **_NEXT_LINE)

    def say_what_hides(self, url: str) -> None:
        """Where to read it, if something above has no letters here."""
        if self.hides_something:
            self.ln(4)
            self.face(9.5, SOFT)
            self.say(_("Some letters cannot be printed here. Read them at %(url)s", url=url))

    def beside(self, text: str, amount: str, height: float = 5.5, *, width: float) -> None:
        """A text and, at the right of its first line, a short one in a column that wide."""
        top, page = self.get_y(), self.page_no()
        self.say(text, height, width=WIDTH - width)
        bottom = self.get_y()
        self.set_xy(MARGIN + WIDTH - width, top if self.page_no() == page else bottom - height)
        self.cell(width, height, amount, align="R")
        self.set_xy(MARGIN, bottom)

    def rule(self) -> None:
        self.set_draw_color(*LINE)
        self.ln(1.5)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.ln(1.5)

    def face(self, size: float, colour: tuple[int, int, int], weight: str = "") -> None:
        self.set_font("Figtree", weight, size)
        self.set_text_color(*colour)

    def _broken(self, text: str, width: float) -> Iterator[str]:
        """Broken at blanks, and inside what is longer than a line. The library's own way measures
        a line anew for each of its letters, which takes a minute for a thousand messages."""
        line, filled = "", 0.0
        for word in _WORDS.findall(text):
            needs = sum(map(self._width_of, word))
            if line and filled + needs - self._width_of(" ") * word.endswith(" ") > width:
                yield line.rstrip(" ")
                line, filled = "", 0.0
            for letter in word if needs > width else ():
                if filled + self._width_of(letter) > width:
                    yield line
                    line, filled = "", 0.0
                line, filled = line + letter, filled + self._width_of(letter)
            if needs <= width:
                line, filled = line + word, filled + needs
        yield line

    def _width_of(self, letter: str) -> float:
        """In the face that is set; asked once for each letter of each face."""
        key = (self.font_style, letter)
        if key not in self._widths:
            self._widths[key] = self.get_string_width(letter) / self.font_size
        return self._widths[key] * self.font_size


@cache
def _letters() -> frozenset[str]:
    """All that one of our faces has."""
    fonts = (TTFont(path) for (_name, style), path in _faces().items() if not style)
    return frozenset(chr(code) for font in fonts for code in font.getBestCmap())


def printable(text: str) -> str:
    """Without what steers a screen, and without our own mark for the number of pages. What no face
    has is a box."""
    known = _letters()
    kept = (
        letter if letter == "\n" or letter in known else " " if letter.isspace() else BOX
        for letter in shaped(text.replace("\r\n", "\n"))
        if letter.isspace() or unicodedata.category(letter) not in UNSEEN
    )
    return "".join(kept).replace("{nb}", "{nb }")
