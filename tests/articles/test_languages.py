import pytest
from werkzeug.datastructures import LanguageAccept

from portal.articles.languages import best_of
from portal.web.languages import wanted


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("de", [("fr", 1)], "de"),
        (None, [("fr-BE", 1), ("en", 0.5)], "fr"),
        (None, [("nl", 1), ("de", 0.5)], "de"),
        (None, [("nl", 1)], "en"),
        ("xx", [], "en"),
        ("../de", [("ar", 1)], "ar"),
    ],
)
def test_the_address_decides_then_the_browser_then_english(asked, accepted, language):
    assert wanted(asked, LanguageAccept(accepted)) == language


def test_an_article_is_shown_in_the_best_language_there_is():
    assert best_of({"en", "de"}, "de") == "de"
    assert best_of({"en", "fr"}, "de") == "en"
    assert best_of({"ar"}, "de") == "ar"
