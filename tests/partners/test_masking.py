"""What is left of a customer's words."""

import pytest

from portal.partners.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to ana.ruiz+x@example.com, please", "Write to [address left out], please"),
        ("Call +34 612 345 678 or 0612345678", "Call [number left out] or [number left out]"),
        ("Regards, Ana Ruiz", "Regards, [the customer]"),
        ("ANA here", "[the customer] here"),
        ("Banana, M-20014, 26-04-2026, 52 cm", "Banana, M-20014, 26-04-2026, 52 cm"),
        ("Ein Gruß von Ruiz.", "Ein Gruß von [the customer]."),
        ("ana@exämple.com", "[address left out]"),
    ],
)  # fmt: skip
def test_who_they_are_is_left_out(text, shown):
    assert masked(text, names=["Ana Ruiz", "", "ana@example.com"]) == shown
