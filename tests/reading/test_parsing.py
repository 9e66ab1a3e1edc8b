"""Any bytes at all become a mail that can be stored and shown; real ones become the right one."""

import base64
import random
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest

from portal.reading import parsing
from portal.reading.authentication import dmarc_result
from portal.reading.classifying import classify
from portal.reading.html import sanitise
from portal.reading.parsing import parse
from portal.reading.reply_text import cut
from tests.reading.incoming import LABELS, in_parts, mail, read, read_parts, sample

MAIL = "charset/mailgun-flanker__messages_from-encoding.eml"


def texts_in(value):
    """Every piece of text in a parsed mail, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            if each.name != "fields":  # header lines of returned mails stay bytes
                yield from texts_in(getattr(value, each.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_in(each)


def assert_it_can_be_stored(found):
    for text in texts_in(found):
        text.encode()
        assert not set(text) & set("\0\x01\x08\x0b\x1b\x7f\x85\ufffe"), text[:80]


def test_a_plain_mail_is_read():
    ana = read(
        "Date: Fri, 13 Nov 2026 10:00:00 +0100",
        "Message-ID: <one@example.com>",
        "In-Reply-To: <r.two@shop.example>",
        "References: <r.one@shop.example> <r.two@shop.example>",
        "Reply-To: ana.work@example.com",
        "Cc: Ben <ben@example.com>",
        "Delivered-To: r+token@in.shop.example",
        "Return-Path: <ana@example.com>",
    )

    assert (ana.from_name, ana.from_address, ana.from_count) == ("Ana Ruiz", "ana@example.com", 1)
    assert (ana.message_id, ana.in_reply_to) == ("one@example.com", ("r.two@shop.example",))
    assert ana.references == ("r.one@shop.example", "r.two@shop.example")
    assert ana.reply_to == ("ana.work@example.com",)
    assert ana.recipients == ("r+token@in.shop.example", "help@shop.example", "ben@example.com")
    assert ana.return_path == "ana@example.com"
    assert ana.date == datetime(2026, 11, 13, 9, tzinfo=UTC)
    assert (ana.subject, ana.text, ana.html, ana.files) == ("Brake", "Still squeaks.", None, ())
    assert ana.notes == ()


@pytest.mark.parametrize("label", LABELS, ids=[label["file"] for label in LABELS])
def test_every_real_mail_can_be_stored(label):
    found = parse(sample(label["file"]))

    assert_it_can_be_stored(found)
    assert found.raw_size == label["size"]


def test_two_thousand_damaged_mails_are_read_without_a_fault():
    dice = random.Random(20261121)
    originals = [sample(label["file"]) for label in LABELS]
    for _ in range(2000):
        found = parse(damaged(dice.choice(originals), dice))
        assert_it_can_be_stored(found)
        assert_it_can_be_stored(classify(found))
        cut(found.text)
        sanitise(found.html or "")


def damaged(raw: bytes, dice: random.Random) -> bytes:
    """A few bytes flipped, pieces lost, doubled or put in, or the end cut off."""
    raw = bytearray(raw)
    for _ in range(dice.choice((1, 5, 30))):
        at = dice.randrange(len(raw) + 1)
        match dice.randrange(6):
            case 0 | 1:
                raw[at : at + 1] = dice.randbytes(1)
            case 2:
                del raw[at : at + dice.randrange(200)]
            case 3:
                raw[at:at] = raw[: dice.randrange(300)]
            case 4:
                raw[at:at] = dice.choice(SHARDS)
            case 5 if dice.random() < 0.2:
                del raw[at:]
    return bytes(raw)


SHARDS = (
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\n\n", b"\r", b'"', b"<", b"(", b"=?utf-8?q?", b"?="),
    *(b"\nFrom: a@b.c, d@e.f\n", b"charset=utf-7\n", b"\n--part\n", b"+2AA-", b"\x1b$B"),
    *(b"\nContent-Type: message/rfc822\n\n", b"\nContent-Transfer-Encoding: base64\n"),
)


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\n", b"\0", b"\r\r\r", b" \n \n", b"From", b"From:", b":", b"\xef\xbb\xbf", b"--"),
        *(b"\xff" * 100, b"From: \xff\xfe <\xff@\xff>\n\n\xff", bytes(range(256)) * 8),
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--\n",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/plain; charset=punycode\n\na-b",
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
        b"Content-Transfer-Encoding: base64\n\nQUJDR",
        b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n\xff\nend",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n\n",
    ],
)
def test_rubbish_is_a_mail_too(raw):
    assert_it_can_be_stored(parse(raw))


# Who it is from


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ('"Doe, Jane \\"x\\"" <jane@example.com>', 'Doe, Jane "x"', "jane@example.com"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe=2C_Ana?= <ana@EXAMPLE.com>", "Grüße, Ana", "ana@example.com"),
        ("=?utf-8?b?8J+asg==?= <bike@example.com>", "🚲", "bike@example.com"),
        ("ana@example.com (Ana (at home))", "Ana (at home)", "ana@example.com"),
        ("muster <muster@köln.example>", "muster", "muster@xn--kln-sna.example"),
        ("muster <muster@straße.example>", "muster", "muster@xn--strae-oqa.example"),
        ("jörg@example.com", "", "jörg@example.com"),
        ("evil\u202egro.elpmaxe <a@example.com>", "evilgro.elpmaxe", "a@example.com"),
        ("ana@shop.example <ben@example.com>", "ana@shop.example", "ben@example.com"),
        ("MAILER-DAEMON (Mail Delivery System)", "MAILER-DAEMON", ""),
        ("Ana <>", "Ana", ""),
        ("Ana <ana@example.com> <>", "Ana", "ana@example.com"),
        ("ana@example.com (ana@example.com)", "ana@example.com", "ana@example.com"),
    ],
)
def test_names_and_addresses(header, name, address):
    found = read(**{"from": header})

    assert (found.from_name, found.from_address, found.from_count) == (name, address, 1)


def test_an_invented_sender_is_counted():
    assert read("From: Ben <ben@example.com>").from_count == 2
    assert read(**{"from": "ana@example.com, ben@example.com"}).from_count == 2
    assert read(**{"from": "ana@example.com ben@example.com"}).from_count == 2
    assert read(**{"from": "Ana <ana@example.com> <ben@example.com>"}).from_count == 2
    assert read(**{"from": "friends: ana@example.com;"}).from_is_group
    assert read(**{"from": ""}).from_count == 0


def test_a_second_sender_cannot_hide_behind_padding():
    assert read(*["X-Padding: a"] * 300, "From: ben@example.com").from_count == 2


def test_an_encoded_word_cannot_bring_in_a_header():
    found = read(subject="=?utf-8?q?a=0D=0ABcc:_e@evil.example?=")

    assert found.subject == "a Bcc: e@evil.example"


def test_a_character_cut_in_two_by_the_senders_program_is_whole_again():
    assert read(subject="=?utf-8?b?R3LDvMM=?= =?utf-8?b?n2U=?=").subject == "Grüße"


def test_one_that_carries_no_usable_id_gets_one_from_its_bytes():
    ids = {
        read().message_id,
        read("Message-ID:").message_id,
        read(f"Message-ID: <{'a' * 4000}@example.com>").message_id,
    }

    assert len(ids) == 3
    assert all(one.endswith("@derived") for one in ids)
    assert read().message_id == read().message_id


def test_of_five_hundred_references_the_last_hundred_count():
    references = " ".join(f"<{number}@example.com>" for number in range(500))

    found = read(f"References: {references}").references

    assert found == tuple(f"{number}@example.com" for number in range(400, 500))


def test_only_our_own_servers_judgement_of_the_sender_counts():
    found = read(
        "Authentication-Results: mx.shop.example; spf=pass; dmarc=fail (p=none; dmarc=pass)",
        "Authentication-Results: mx.evil.example; dmarc=pass",
        "Authentication-Results: mx.shop.example; dmarc=pass",
    )

    assert dmarc_result(found, "mx.shop.example") == "fail"
    assert dmarc_result(found, "mx.other.example") == "none"
    assert dmarc_result(found, "") == "none"
    old_form = read("Authentication-Results: spf=none (x; dmarc=pass) smtp.helo=a;dmarc=fail")
    assert dmarc_result(old_form, "mx.shop.example") == "none"


# What it says


def test_text_from_an_html_mail_marks_what_is_quoted():
    found = read(
        "Content-Type: text/html",
        body="<style>p{}</style><p>Still <b>so</b>.</p><blockquote>When?<br>Where?</blockquote>",
    )

    assert found.text == "Still so.\n\n> When?\n> Where?"


def test_the_plain_version_is_read_and_the_html_kept():
    found = read_parts(
        "\nStill squeaks.", "Content-Type: text/html\n\n<p>Still squeaks.", kind="alternative"
    )

    assert (found.text, found.html) == ("Still squeaks.", "<p>Still squeaks.")


def test_an_empty_plain_version_does_not_hide_the_html():
    found = read_parts("\n \n", "Content-Type: text/html\n\n<p>Still squeaks.", kind="alternative")

    assert found.text == "Still squeaks."


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", "Grüße €".encode("cp1252"), "Grüße €"),
        ("us-ascii", "Grüße".encode(), "Grüße"),
        ("x-unknown", "Grüße".encode(), "Grüße"),
        ("iso-2022-jp", "こんにちは".encode(), "こんにちは"),
        ("iso-2022-jp", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("us-ascii", "こんにちは".encode("iso-2022-jp"), "こんにちは"),
        ("gb2312", "㐀您好".encode("gb18030"), "㐀您好"),
        ("utf-8", "Bonjour, où est ma commande passée".encode("cp1252"), "Bonjour, où est"),
        ("utf-8", "Grüße aus Köln, schöne Grüße".encode()[:-1] + b"\xc3", "Grüße aus Köln, schön"),
        ("", "Добрый день, где мой заказ".encode("cp1251"), "Добрый день, где мой заказ"),
    ],
)
def test_text_is_readable_whatever_its_character_set_claims_to_be(charset, body, text):
    claim = f"Content-Type: text/plain; charset={charset}" if charset else "X-None: x"

    assert read(claim, body=body).text.startswith(text)


def test_a_guessed_character_set_is_noted():
    assert any("guessed" in note for note in read("Content-Type: text/plain; charset=x").notes)


def test_parts_without_a_boundary_or_without_an_end_are_still_shown():
    assert read("Content-Type: multipart/mixed; boundary=x", body="Still squeaks.").text
    wrong = read(
        "Content-Type: multipart/mixed; boundary=x", body="--y\nContent-Type: text/plain\n\nHi"
    )
    assert (wrong.text, len(wrong.notes)) == ("Hi", 1)
    endless = in_parts("\nHi", "Content-Disposition: attachment; filename=a.txt\n\nx")[:-15]
    assert parse(b"From: ana@example.com\n" + endless).text == "Hi"


def test_a_mail_that_is_only_a_photo_is_its_message():
    found = read_parts(
        "Content-Type: image/jpeg; name=brake.jpg\nContent-ID: <1@x>\n"
        "Content-Disposition: inline\n\nx"
    )

    assert found.text == ""
    assert [(file.name, file.content_id, file.is_inline) for file in found.files] == [
        ("brake.jpg", "1@x", True)
    ]


# What it brings


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ("attachment; filename*=utf-8''na%C3%AFve%0D%0A.txt", "naïve .txt"),
        ('attachment; filename*0="invoice"; filename*1=".pdf"', "invoice.pdf"),
        ('attachment; filename="=?utf-8?q?R=C3=A4der.pdf?="', "Räder.pdf"),
        ('attachment; filename="x\u202efdp.exe"', "xfdp.exe"),
        (f'attachment; filename="{"a" * 5000}.pdf"', "a" * 146 + ".pdf"),
        ("attachment", "file-1.png"),
    ],
)
def test_file_names_are_cleaned(header, name):
    found = read_parts(f"Content-Type: image/png\nContent-Disposition: {header}\n\nx")

    assert [file.name for file in found.files] == [name]


def test_a_zip_stays_a_zip():
    content = b"PK\x03\x04" + b"\0" * 50
    found = read_parts(
        b"Content-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(content)
    )

    assert [(file.name, file.content) for file in found.files] == [("a.zip", content)]


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("tnef/jstedfast-MimeKit__tnef_data-before-name.tnef", ["boot.ini"]),
        (
            "tnef/jstedfast-MimeKit__tnef_multi-value-attribute.tnef",
            ["208225__5_seconds__Voice_Mail.mp3"],
        ),
        (
            "tnef/jstedfast-MimeKit__tnef_unicode-mapi-attr-name.tnef",
            ["spaconsole2.cfg", "image001.png", "image002.png", "image003.png"],
        ),
    ],
)
def test_winmail_dat_is_opened(file, names):
    found = read_parts("\nSee the file.", b"Content-Type: application/ms-tnef\n\n" + sample(file))

    assert [file.name for file in found.files] == names
    assert found.text == "See the file."


def test_words_that_stand_only_in_winmail_dat_are_the_text():
    winmail = sample("tnef/jstedfast-MimeKit__tnef_unicode-mapi-attr-name.tnef")
    found = read_parts(b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + winmail)

    assert found.html
    assert found.text.strip()


def test_a_broken_winmail_dat_is_kept_with_a_note():
    found = read_parts("Content-Type: application/ms-tnef; name=winmail.dat\n\nrubbish")

    assert [file.name for file in found.files] == ["winmail.dat"]
    assert any("winmail.dat" in note for note in found.notes)


def test_a_calendar_invitation_is_shown_and_not_accepted():
    invitation = (
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1@x\nSUMMARY:Fitter\\, at\n  yours\n"
        "DTSTART;TZID=Europe/Berlin:20270329T100000\nORGANIZER:mailto:kim@shop.example\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    found = read_parts("\nSee you", f"Content-Type: text/calendar; method=CANCEL\n\n{invitation}")

    (event,) = found.events
    assert (event.method, event.summary) == ("CANCEL", "Fitter, at yours")
    assert (event.start, event.organizer) == ("2027-03-29T10:00:00+02:00", "kim@shop.example")
    assert found.files == ()


def test_signatures_are_no_files_and_encrypted_mails_say_so():
    signed = parse(sample("mime/python-cpython-Lib-test-test-email-data__data_msg_45.txt"))
    assert (signed.is_signed, signed.files, signed.is_encrypted) == (True, (), False)

    smime = read("Content-Type: application/pkcs7-mime; name=smime.p7m", body="x")
    assert smime.is_encrypted
    assert [file.name for file in smime.files] == ["smime.p7m"]
    assert any("encrypted" in note for note in smime.notes)

    pgp = read(body="-----BEGIN PGP MESSAGE-----\nx\n-----END PGP MESSAGE-----")
    assert pgp.is_encrypted


def test_a_mail_in_a_mail_is_a_file():
    found = read_parts("\nSee below", b"Content-Type: message/rfc822\n\n" + mail(subject="Old one"))

    assert [file.name for file in found.files] == ["Old one.eml"]
    assert found.text == "See below"


# Limits


def test_a_header_block_of_a_megabyte_is_cut_off():
    found = parse(b"From: ana@example.com\nSubject: " + b" =?utf-8?q?=C3=A4?=\n" * 50_000 + b"\nHi")

    assert found.is_oversized
    assert len(found.subject) < 1000
    assert found.text == "Hi"


def test_a_mail_of_two_thousand_parts_keeps_two_hundred():
    found = read_parts(*["Content-Disposition: attachment; filename=a.txt\n\nx"] * 2000)

    assert len(found.files) == 200
    assert "Too large: 1800 parts were dropped." in found.notes


@pytest.mark.parametrize("depth", [500, 5000])
def test_endless_nesting_ends(depth):
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number)
        for number in range(depth)
    )
    found = parse(b"From: ana@example.com\n" + nested + b"\nHi")
    letters = parse(b"From: a@b.c\nContent-Type: message/rfc822\n\n" * depth + b"\nHi")

    assert any("nested" in note or "guessed" in note for note in found.notes)
    assert len(letters.returned) <= 20


@pytest.mark.parametrize(
    "hostile", ["(" * 8000, '"\\' * 4000, "<" * 8000, "a@" * 4000, "=?a?q?" * 1300]
)
def test_hostile_header_lines_are_read_once(hostile):
    assert_it_can_be_stored(read(f"To: {hostile}", **{"from": hostile, "subject": hostile}))


def test_a_larger_mail_than_we_take_is_cut_off(monkeypatch):
    monkeypatch.setattr(parsing, "MAX_RAW", 2000)

    found = read(body="word " * 1000)

    assert len(found.text) < 2000
    assert found.raw_size > 5000
    assert any("25 MB" in note for note in found.notes)
