import re

import pytest

from portal.articles import queries, search
from portal.database import session
from portal.demo.articles import add_articles
from portal.web.languages import LANGUAGES


@pytest.fixture
def help_pages(lea):
    assert add_articles(by=lea) == 12


def test_twelve_articles_four_of_them_in_four_languages(help_pages):
    for language in LANGUAGES:
        headings = queries.headings(language)
        assert len(headings) == 12
        assert sum(each.language == language for each in headings) == (
            12 if language == "en" else 4
        )


def test_adding_them_twice_adds_nothing(help_pages, lea):
    assert add_articles(by=lea) == 0


def test_their_links_lead_to_pages_that_are_there(help_pages, app):
    slugs = {each.slug for each in queries.headings("en")}
    for slug in slugs:
        for version in session.scalars(queries.published_versions(slug)):
            for link in re.findall(r'href="([^"]+)"', version.html):
                assert link == "/concerns/new" or link.removeprefix("/help/") in slugs, link


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Front brake squeals after rain", "brakes-squeal"),
        ("Charger gets hot", "battery-and-charger"),
        ("Invoice shows the wrong VAT number", "invoice"),
        ("I want to cancel my order", "change-an-order"),
        ("Change collection day", "delivery"),
        ("flat tyre on my gravel bike", "tubeless-puncture"),
        ("my knee hurts, how high should the saddle be", "saddle-height"),
        ("when is my first service due", "first-service"),
        ("send it back", "returns"),
    ],
)
def test_what_customers_type_finds_what_answers_it(help_pages, typed, slug):
    found = queries.headings_of(search.find(typed, languages=("en",), most=3), "en")

    assert slug in [heading.slug for heading in found]


@pytest.mark.parametrize(
    ("language", "typed", "slug"),
    [
        ("de", "Meine Bremse quietscht", "brakes-squeal"),
        ("de", "Riemen zu locker", "belt-care"),
        ("fr", "mes freins grincent", "brakes-squeal"),
        ("fr", "date de livraison", "delivery"),
        ("ar", "المكابح", "brakes-squeal"),
        ("ar", "مدة الضمان", "warranty"),
    ],
)
def test_in_other_languages_too(help_pages, language, typed, slug):
    found = queries.headings_of(search.find(typed, languages=(language, "en"), most=3), language)

    assert (found[0].slug, found[0].language) == (slug, language)
