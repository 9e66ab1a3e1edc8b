"""A quote on paper in other scripts: what cannot be printed is never an empty box."""

import pytest

from portal.quotes.pdf import HIDDEN, _Sheet
from portal.web.formatting import Reader
from tests.quotes.test_quoting import issued


@pytest.fixture
def sheet(ana, kim):
    quote = issued(ana, kim)

    def drawn(name):
        quote.customer.name = name
        found = _Sheet(quote, Reader())
        found.written()
        return found

    yield drawn
    quote.customer.name = "Ana"


@pytest.mark.parametrize("name", ["Łukasz Ōno", "Αλέξης Παπαδόπουλος", "Олександр Їжак"])
def test_latin_greek_and_cyrillic_are_printed(sheet, name):
    assert not sheet(name).hides_something


@pytest.mark.parametrize("name", ["منى الحسيني", "山田 太郎", "Ana 🚲"])
def test_what_has_no_letters_here_is_named_and_said(sheet, name):
    drawn = sheet(name)

    assert drawn.hides_something
    shown = drawn.normalize_text(f"For {name}")
    assert HIDDEN in shown and shown.startswith("For ")
