"""What ana wrote is shown; what her program quoted under it is put aside."""

import pytest

from portal.reading import html_text
from portal.reading.parsing import parse
from portal.reading.reply_text import REPLY_MARKERS, Cut, cut
from tests.reading.incoming import read, sample, samples

INTRODUCTIONS = [
    "On Mon, Jan 1, 2018 at 10:00 AM, Kim <kim@shop.example> wrote:",
    "On Mon, Jan 1, 2018 at 10:00 AM Kim from the shop <kim@shop.example>\nwrote:",
    "Am Mo., 1. Jan. 2018 um 10:00 Uhr schrieb Kim <\nkim@shop.example>:",
    "Le lun. 1 janv. 2018 à 10:00, Kim <kim@shop.example> a écrit :",
    "El lun., 1 ene. 2018 a las 10:00, Kim (<kim@shop.example>) escribió:",
    "Il giorno lun 1 gen 2018 alle ore 10:00 Kim <kim@shop.example>\nha scritto:",
    "Op ma 1 jan. 2018 om 10:00 schreef Kim <kim@shop.example>:",
    "Em seg, 1 de jan de 2018 às 10:00, Kim <kim@shop.example> escreveu:",
    "Den man. 1. jan. 2018 kl. 10.00 skrev Kim <kim@shop.example>:",
    "Den mån 1 jan. 2018 kl 10:00 skrev Kim <kim@shop.example>:",
    "pon., 1 sty 2018 o 10:00 Kim <kim@shop.example> napisał(a):",
    "ma 1. tammik. 2018 klo 10.00 Kim (kim@shop.example) kirjoitti:",
    "пн, 1 янв. 2018 г. в 10:00, Kim <kim@shop.example>:",
    "2018年1月1日(月) 10:00 Kim <kim@shop.example>:",
    "在 2018年1月1日，上午10:00，Kim <kim@shop.example> 写道：",
    "---- On Mon, 01 Jan 2018 10:00:00 +0100 Kim <kim@shop.example> wrote ----",
    "-----Original Message-----\nFrom: Kim",
    "-----Ursprüngliche Nachricht-----\nVon: Kim",
    "-----Oprindelig meddelelse-----\nFra: Kim",
    "________________________________\nFrom: Kim\nSent: Monday\nTo: Ana\nSubject: Brake",
    "Von: Kim\nGesendet: Montag, 1. Januar 2018 10:00\nAn: Ana\nBetreff: Bremse",
    "De : Kim\nEnvoyé : lundi\nÀ : Ana\nObjet : frein",
    "差出人: Kim\n送信日時: 月曜日\n宛先: Ana\n件名: ブレーキ",
    "*From:* Kim\n*Date:* Monday\n*To:* Ana\n*Subject:* Brake",
    *REPLY_MARKERS.values(),
]
TELEPHONES = [
    *("Sent from my iPhone", "Von meinem iPhone gesendet", "Envoyé de mon iPhone"),
    *("Enviado desde mi iPhone", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone"),
    *("Sendt fra min iPhone", "Skickat från min iPhone", "iPhoneから送信", "发自我的iPhone"),
    "Get Outlook for iOS<https://aka.ms/o>",
]


@pytest.mark.parametrize("label", samples("reply"), ids=lambda label: label["file"])
def test_replies_of_real_programs(label):
    found = cut(parse(sample(label["file"])).text)

    shown = f"{found.words}\n{found.signature}"
    assert shown.split() == label["expected_reply"].split()
    assert found.rest


@pytest.mark.parametrize("label", samples("replybody"), ids=lambda label: label["file"])
def test_no_real_reply_lets_quoted_lines_through_or_comes_out_empty(label):
    found = cut(sample(label["file"]).decode())

    assert found.words
    assert not any(line.startswith(">") for line in found.words.split("\n"))
    assert "wrote:" not in found.words
    assert "Subject:" not in found.words


@pytest.mark.parametrize("label", samples("replyhtml"), ids=lambda label: label["file"])
def test_html_replies_are_cut_as_well(label):
    found = cut(html_text.readable(sample(label["file"]).decode()))

    assert found.words == "Hi. I am fine.\n\nThanks,\n\nAlex" or found.words.split("\n\n") == [
        "Hi. I am fine.",
        "Thanks,\nAlex",
    ]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("quoted", ["> Does it still squeak?", "Does it still squeak?"])
def test_what_was_quoted_is_put_aside(introduction, quoted):
    found = cut(f"It does.\n\n{introduction}\n\n{quoted}\n")

    assert found == Cut("It does.", f"{introduction}\n\n{quoted}")


def test_answers_between_the_questions_stay():
    found = cut("Hi Kim,\n> Does it squeak?\nYes.\n> When?\nAlways.")

    assert found == Cut("Hi Kim,\nYes.\nAlways.", "> Does it squeak?\n> When?")


def test_an_answer_below_the_question_stays():
    found = cut("On 9 Jan 2026, at 2:47, Kim wrote:\n\n> When does it squeak?\n\nAlways.")

    assert found.words == "Always."


@pytest.mark.parametrize("telephone", TELEPHONES)
def test_the_telephones_line_is_no_word_of_hers(telephone):
    found = cut(f"It does.\n\n{telephone}\n\nOn 9 Jan 2026, at 2:47, Kim wrote:\n> Does it?")

    assert (found.words, found.signature) == ("It does.", telephone)


def test_her_signature_stands_apart():
    assert cut("It does.\n-- \nAna Ruiz\n+49 1") == Cut("It does.", "", "-- \nAna Ruiz\n+49 1")


def test_a_long_text_after_dashes_is_no_signature():
    text = "Two things.\n--\n" + "\n".join(f"line {number}" for number in range(30))

    assert cut(text).words == text


@pytest.mark.parametrize(
    "text",
    [
        "I called on 3 May at 10:00 and wrote:\nplease call back",
        "Am Montag, 3.5. schrieb mir Ihr Kollege:\nKommt morgen",
        "Order: 123\nDate: 1 May\nTo: Bonn\nit never came",
        "Price >= 100 EUR\n>= 3 pieces",
        "Sent from Berlin on Monday, nothing arrived",
        "> only\n> quotes",
        "-- \nAna",
        "",
    ],
)
def test_her_own_words_are_not_cut(text):
    assert cut(text) == Cut(text)


def test_a_forwarded_mail_is_what_she_wants_to_show():
    text = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: A\nDate: x\nSubject: y\nTo: z\n\n> w"
    )

    assert cut(text).words == text


def test_the_same_in_html():
    quoted = '<div class="gmail_quote">On 9 Jan 2026 at 2:47, Kim &lt;kim@shop.example&gt; wrote:'
    found = read(
        "Content-Type: text/html",
        body=f"<p>It does.</p>{quoted}<blockquote>Does <b>it</b>?</blockquote></div><p>Really.</p>",
    )

    assert cut(found.text).words == "It does.\n\nReally."


@pytest.mark.parametrize(
    "text",
    [
        *("On " * 100_000, "\n" * 300_000, ">\n" * 150_000, "From: a\n" * 40_000, "-- \n" * 80_000),
        *(("On 1 " * 90 + ":\n") * 700, ("-" * 500 + "\n") * 700, "x\n \n \n" * 60_000),
    ],
)
def test_hostile_text_is_looked_at_once(text):
    found = cut(text)

    assert len(found.words) + len(found.rest) + len(found.signature) <= len(text)
