"""Arabic letters take the shape that joins them to their neighbours."""

import pytest

from portal.web.arabic import shaped


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("", ""),
        ("brake 8", "brake 8"),
        ("ب", "\ufe8f"),
        ("بب", "\ufe91\ufe90"),
        ("ببب", "\ufe91\ufe92\ufe90"),
        ("دب", "\ufea9\ufe8f"),
        ("بد", "\ufe91\ufeaa"),
        ("ب ب", "\ufe8f \ufe8f"),
        ("لا", "\ufefb"),
        ("بلا", "\ufe91\ufefc"),
        ("بَب", "\ufe91\u064e\ufe90"),
        ("پي", "\ufb58\ufef2"),
        ("Привет بب שלום", "Привет \ufe91\ufe90 שלום"),
    ],
)
def test_it_is_joined(text, joined):
    assert shaped(text) == joined
