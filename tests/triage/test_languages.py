import pytest

from portal.triage.labelled import read_labelled
from portal.triage.languages import language_of
from tests.triage.conftest import DATA


@pytest.mark.parametrize(
    "text, language",
    [
        ("Where is my order? It should have come last week.", "en"),
        ("Wo bleibt meine Bestellung? Sie sollte letzte Woche kommen.", "de"),
        ("Où est ma commande ? Elle devait arriver la semaine dernière.", "fr"),
        ("Waar blijft mijn bestelling? Die zou vorige week komen.", "nl"),
        ("¿Dónde está mi pedido? Tenía que llegar la semana pasada.", "es"),
        ("Dov'è il mio ordine? Doveva arrivare la settimana scorsa.", "it"),
        ("Onde está a minha encomenda? Devia ter chegado na semana passada.", "pt"),
        ("Gdzie jest moje zamówienie? Miało przyjść w zeszłym tygodniu.", "pl"),
        ("Siparişim nerede? Geçen hafta gelmesi gerekiyordu.", "tr"),
        ("أين طلبي؟ كان يجب أن يصل الأسبوع الماضي", "ar"),
        ("我的订单在哪里？", "zh"),
        ("注文はどこですか？", "ja"),
        ("주문한 자전거는 어디에 있나요?", "ko"),
        ("Где мой заказ?", "ru"),
    ],
)
def test_a_sentence_says_which_language_it_is_in(text, language):
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "12345", "🔥", "Shimano XT 8100", "ana@example.com"])
def test_what_says_nothing_gets_no_language(text):
    assert language_of(text) is None


def test_short_commands_are_told_apart():
    """Many name a song in another language. Danish and Norwegian share most of their words."""
    commands = read_labelled(DATA / "commands_in_seven_languages.csv")
    said = [(language_of(text), truth) for text, truth in commands if truth != "da"]

    assert sum(one == truth for one, truth in said) / len(said) >= 0.85
    assert sum(one not in (truth, None) for one, truth in said) / len(said) <= 0.08


def test_bank_customers_write_english(unseen):
    said = [language_of(text) for text, _ in unseen]

    assert said.count("en") / len(said) >= 0.99
