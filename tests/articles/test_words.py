import pytest

from portal.articles.words import LONGEST_WORD, MOST_WORDS, asked, fold, stem, words_of


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Größe", "grosse"),
        ("ÉCLAIRÉ", "eclaire"),
        ("ℌ②", "h2"),
        ("İstanbul", "istanbul"),
        ("المَكابِح", "المكابح"),
        ("إطــار", "اطار"),
    ],
)
def test_case_accents_and_vowel_signs_do_not_count(typed, folded):
    assert fold(typed) == folded


def test_words_are_cut_at_whatever_is_no_letter_or_digit():
    assert words_of('"Brake" -OR- NEAR(x,2) a_b title:100%*') == [
        "brake", "or", "near", "x", "2", "a", "b", "title", "100"
    ]  # fmt: skip


def test_a_word_without_end_is_cut():
    assert words_of("x" * 5000) == ["x" * LONGEST_WORD]


def test_words_that_every_text_has_are_left_out_of_a_question():
    assert asked("Why does my brake squeal when it is wet?") == ["brake", "squeal", "wet"]
    assert asked("Wie lade ich den Akku im Winter?") == ["lade", "akku", "winter"]


def test_a_question_of_such_words_alone_keeps_them():
    assert asked("how is it") == ["how", "is", "it"]


def test_a_long_question_is_cut_and_says_nothing_twice():
    assert len(asked(" ".join(f"w{n} w{n}" for n in range(100)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [("squealing", "squeals"), ("brakes", "brake"), ("charging", "charger"), ("tyre", "tyres")],
)
def test_forms_of_a_word_share_their_stem(one, other):
    assert other.startswith(stem(one)) or one.startswith(stem(other))
