"""A quote on paper, with the same face as its page.

Our letters are Latin, with Greek and Cyrillic beside them. Scripts that join or run the other way
need shaping, which is not installed: for their readers the fixed words are English, and what cannot
be printed stands as […], with a line that says so and where it can be read.
"""

import tempfile
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import current_app
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from portal import clock
from portal.building.configuring import ready_on
from portal.money import Money
from portal.quotes.models import Quote
from portal.settings import ROOT
from portal.web.formatting import Reader, dated, money
from portal.web.languages import FALLBACK, LANGUAGES, _, language, speaking
from portal.web.links import absolute

INK, SOFT, LINE, BRAND = (38, 42, 46), (98, 104, 110), (208, 212, 216), (24, 98, 118)
WIDTH = 174
FONTS = {"Figtree": "figtree-latin.woff2", "Figtree Extended": "figtree-latin-ext.woff2"}
OTHERS = {"": "dejavu-greek-cyrillic.woff2", "B": "dejavu-greek-cyrillic-bold.woff2"}
HIDDEN = "[…]"
WEIGHTS = {"": {"wght": 400.0}, "B": {"wght": 650.0}}


def of_quote(quote: Quote, reader: Reader) -> bytes:
    spoken = language() if language().direction == "ltr" else LANGUAGES[FALLBACK]
    with speaking(spoken):
        return _Sheet(quote, Reader(reader.zone, spoken.locale)).written()


@cache
def _faces() -> dict[str, Path]:
    """The faces of our pages as PDF wants them, unpacked once for each process."""
    folder = Path(tempfile.mkdtemp(prefix="faces"))
    found = {}
    for name, packed in (
        FONTS | {f"DejaVu{style}": face for style, face in OTHERS.items()}
    ).items():
        font = TTFont(ROOT / "static" / "fonts" / packed)
        font.flavor = None
        found[name] = folder / f"{name}.ttf"
        font.save(found[name])
    return found


@cache
def _letters() -> frozenset[str]:
    """All that can be printed."""
    codes = [code for path in _faces().values() for code in TTFont(path).getBestCmap()]
    return frozenset([*map(chr, codes), "\n", "\t"])


class _Sheet(FPDF):
    hides_something = False

    def __init__(self, quote: Quote, reader: Reader) -> None:
        super().__init__(format="A4")
        self.quote = quote
        self.reader = reader
        self.brand = current_app.extensions["portal_settings"].brand
        for style, weight in WEIGHTS.items():
            for name in FONTS:
                self.add_font(name, style, _faces()[name], variations={style: weight})
            self.add_font("DejaVu", style, _faces()[f"DejaVu{style}"])
        self.set_fallback_fonts(["Figtree Extended", "DejaVu"], exact_match=False)
        self.set_margins(18, 18, 18)
        self.set_auto_page_break(True, 24)
        self.set_creation_date(quote.issued_at or quote.asked_at)
        self.set_title(f"{quote.number}, {quote.product}")
        self.set_author(self.brand.name)
        self.set_lang(language().tag)

    def written(self) -> bytes:
        self.add_page()
        self._head()
        self._lines()
        self._totals()
        self._terms()
        return bytes(self.output())

    def normalize_text(self, text: str) -> str:
        """Nothing stands as an empty box: what has no letter here is named, and said below."""
        known = _letters()
        if known.issuperset(text):
            return super().normalize_text(text)
        self.hides_something = True
        parts = ["".join(run) if can else HIDDEN for can, run in groupby(text, known.__contains__)]
        return super().normalize_text("".join(parts))

    def footer(self) -> None:
        self.set_y(-18)
        self._face(8, SOFT)
        parts = (self.brand.name, self.brand.place, self.brand.contact)
        ours = ", ".join(part for part in parts if part)
        self.cell(WIDTH / 2, 5, ours)
        pages = _("Page %(page)s of %(all)s", page=self.page_no(), all="{nb}")
        self.cell(WIDTH / 2, 5, f"{self.quote.number} · {pages}", align="R")

    def _head(self) -> None:
        quote = self.quote
        self._face(10, BRAND, "B")
        self._line(self.brand.name)
        self.ln(8)
        self._face(20, INK, "B")
        self._line(_("Quote %(number)s", number=quote.number), 10)
        self._face(12, INK)
        self._line(quote.product, 7)
        self.ln(2)
        self._face(9.5, SOFT)
        self._line(_("For %(name)s", name=quote.customer.name))
        if quote.issued_at:
            self._line(_("Issued on %(day)s", day=self._day(quote.issued_at)))
            self._line(_("Valid until %(day)s", day=self._day(quote.valid_until)))
        else:
            self._line(_("Not issued yet: this is no offer"))
        self.ln(4)

    def _lines(self) -> None:
        self._rule()
        for group, text, price in self.quote.shown_lines:
            amount = self._money(price) if price.minor or not group else _("included")
            self._row(f"{group}: {text}" if group else text, amount)
        self._rule()

    def _totals(self) -> None:
        quote = self.quote
        if quote.quantity > 1:
            self._row(_("Each"), self._money(quote.unit))
            self._row(_("How many"), str(quote.quantity))
        if quote.discount_minor:
            less = Money(-quote.discount_minor, quote.currency)
            self._row(_("Discount: %(why)s", why=quote.discount_reason), self._money(less))
        self._row(_("Price with VAT"), self._money(quote.total), weight="B", size=12)
        self.ln(3)

    def _terms(self) -> None:
        quote = self.quote
        self._face(9.5, INK)
        on = self._day(ready_on(quote.days))
        self._line(_("Ready on %(day)s if you accept today", day=on))
        if quote.note:
            self.ln(3)
            self.multi_cell(WIDTH, 5, quote.note, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if quote.answer_name and quote.order_id:
            self.ln(4)
            self.multi_cell(WIDTH, 5, quote.answer_text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            when = self._day(quote.answered_at)
            self._line(_("%(name)s, %(day)s", name=quote.answer_name, day=when))
        if self.hides_something:
            self.ln(4)
            self._face(9.5, SOFT)
            where = absolute("quotes.show", number=quote.number)
            self._line(_("Some letters cannot be printed here. Read them at %(url)s", url=where))

    def _row(self, text: str, amount: str, *, weight: str = "", size: float = 9.5) -> None:
        self._face(size, INK, weight)
        top, page = self.get_y(), self.page_no()
        self.multi_cell(WIDTH - 40, 5.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        bottom = self.get_y()
        self.set_xy(18 + WIDTH - 40, top if self.page_no() == page else bottom - 5.5)
        self.cell(40, 5.5, amount, align="R")
        self.set_xy(18, bottom)

    def _line(self, text: str, height: float = 5.5) -> None:
        self.multi_cell(WIDTH, height, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _rule(self) -> None:
        self.set_draw_color(*LINE)
        self.ln(1.5)
        self.line(18, self.get_y(), 18 + WIDTH, self.get_y())
        self.ln(1.5)

    def _face(self, size: float, colour: tuple[int, int, int], weight: str = "") -> None:
        self.set_font("Figtree", weight, size)
        self.set_text_color(*colour)

    def _day(self, at: Any) -> str:
        return dated(at, self.reader, clock.now())

    def _money(self, amount: Money) -> str:
        return str(money(amount, reader=self.reader).striptags()).replace("\u2212", "-")
