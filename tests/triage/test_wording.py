import pytest

from portal.triage.wording import cleaned, folded, spoken, words_of


@pytest.mark.parametrize(
    "text, kept",
    [
        ("Write to ana.ruiz@example.com now", "Write to mailaddress now"),
        ("My card is 4111 1111 1111 1111.", "My card is longnumber ."),
        ("Call +31 (0)24 123-4567 today", "Call longnumber today"),
        ("IBAN NL91 ABNA 0417 1643 00 it is", "IBAN banknumber it is"),
        ("See https://example.com/a?b=c#d for it", "See weblink for it"),
        ("Order C-1042 of 2026, frame 54", "Order C-1042 of 2026, frame 54"),
    ],
)
def test_what_names_a_person_is_not_learned(text, kept):
    assert " ".join(cleaned(text).split()) == kept


def test_a_word_is_the_same_however_it_is_written():
    assert folded("Größe") == folded("GRÖSSE") == "grosse"
    assert folded("don’t") == "don't"
    assert folded("مُحَمَّد") == "محمد"


def test_words_keep_their_vowel_signs_and_apostrophes():
    assert words_of("It's l’été, مُحَمَّد!") == ["It's", "l’été", "مُحَمَّد"]


def test_long_words_come_in_pieces_and_there_is_an_end():
    assert words_of("x" * 100) == ["x" * 40, "x" * 40, "x" * 20]
    assert len(words_of("a " * 5_000)) == 300
    assert len(words_of("y" * 40_000)) == 300


@pytest.mark.parametrize("text", ["@" * 90_000, "1 " * 50_000, "a." * 50_000, "NL91 " * 20_000])
def test_nothing_takes_for_ever(text):
    assert len(cleaned(text)) < 10_000


@pytest.mark.parametrize(
    "label, said",
    [
        ("Refund_not_showing_up", "refund not showing up"),
        ("refundNotShowing", "refund not showing"),
        ("billing/late-payment", "billing late payment"),
        ("___", ""),
    ],
)
def test_a_label_is_read_as_somebody_would_say_it(label, said):
    assert spoken(label) == said
