"""A quote on paper, with the same face as its page."""

from typing import Any

from portal import clock
from portal.building.configuring import ready_on
from portal.money import Money
from portal.quotes.models import Quote
from portal.web.formatting import Reader, dated, money
from portal.web.languages import _
from portal.web.links import absolute
from portal.web.paper import INK, SOFT, Sheet, read_by


def of_quote(quote: Quote, reader: Reader) -> bytes:
    with read_by(reader) as reads:
        return _Sheet(quote, reads).written()


class _Sheet(Sheet):
    def __init__(self, quote: Quote, reader: Reader) -> None:
        super().__init__(
            reference=quote.number,
            title=f"{quote.number}, {quote.product}",
            made_at=quote.issued_at or quote.asked_at,
        )
        self.quote = quote
        self.reader = reader

    def written(self) -> bytes:
        self.add_page()
        self._head()
        self._lines()
        self._totals()
        self._terms()
        return bytes(self.output())

    def _head(self) -> None:
        quote = self.quote
        self.letterhead()
        self.face(20, INK, "B")
        self.say(_("Quote %(number)s", number=quote.number), 10)
        self.face(12, INK)
        self.say(quote.product, 7)
        self.ln(2)
        self.face(9.5, SOFT)
        self.say(_("For %(name)s", name=quote.customer.name))
        if quote.issued_at:
            self.say(_("Issued on %(day)s", day=self._day(quote.issued_at)))
            self.say(_("Valid until %(day)s", day=self._day(quote.valid_until)))
        else:
            self.say(_("Not issued yet: this is no offer"))
        self.ln(4)

    def _lines(self) -> None:
        self.rule()
        for group, text, price in self.quote.shown_lines:
            amount = self._money(price) if price.minor or not group else _("included")
            self._row(f"{group}: {text}" if group else text, amount)
        self.rule()

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
        self.face(9.5, INK)
        on = self._day(ready_on(quote.days))
        self.say(_("Ready on %(day)s if you accept today", day=on))
        if quote.note:
            self.ln(3)
            self.say(quote.note, 5)
        if quote.answer_name and quote.order_id:
            self.ln(4)
            self.say(quote.answer_text, 5)
            when = self._day(quote.answered_at)
            self.say(_("%(name)s, %(day)s", name=quote.answer_name, day=when))
        self.say_what_hides(absolute("quotes.show", number=quote.number))

    def _row(self, text: str, amount: str, *, weight: str = "", size: float = 9.5) -> None:
        self.face(size, INK, weight)
        self.beside(text, amount, width=40)

    def _day(self, at: Any) -> str:
        return dated(at, self.reader, clock.now())

    def _money(self, amount: Money) -> str:
        return str(money(amount, reader=self.reader).striptags()).replace("\u2212", "-")
