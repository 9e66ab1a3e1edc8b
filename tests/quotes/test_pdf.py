"""A quote on paper in other scripts: what cannot be printed is said."""

import pytest

from portal.quotes.pdf import of_quote
from portal.web.formatting import Reader
from tests.quotes.test_quoting import issued
from tests.rig.paper import pages


@pytest.fixture
def printed(ana, kim):
    quote = issued(ana, kim)

    def written(name):
        quote.customer.name = name
        return "\n".join(pages(of_quote(quote, Reader())))

    yield written
    quote.customer.name = "Ana"


@pytest.mark.parametrize("name", ["Łukasz Ōno", "Αλέξης Παπαδόπουλος", "Олександр Їжак", "منى"])
def test_names_of_many_scripts_are_printed(printed, name):
    assert "cannot be printed" not in printed(name)


@pytest.mark.parametrize("name", ["山田 太郎", "Ana 🚲"])
def test_where_to_read_what_has_no_letters_here_is_said(printed, name):
    assert "Some letters cannot be printed here. Read them at https://" in printed(name)
