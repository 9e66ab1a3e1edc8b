"""A mail as words of a ticket."""

import pytest

from portal.reading.parsing import parse
from portal.tickets.letters import LONGEST_BODY, NO_SUBJECT, subject_of, words_of
from tests import make


def letter(**parts):
    return parse(make.eml(**({"sender": "ana@example.com", "to": "help@example.com"} | parts)))


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: AW: Fwd: Brakes", "Brakes"),
        ("SV: Re[2]: Brakes", "Brakes"),
        ("Regarding: brakes", "Regarding: brakes"),
        ("Re:", NO_SUBJECT),
        ("", NO_SUBJECT),
        ("x" * 900, "x" * 250),
    ],
)
def test_a_subject_without_the_marks_of_answering(subject, shown):
    assert subject_of(letter(subject=subject)) == shown


def test_what_is_quoted_and_signed_stands_apart(app):
    words = words_of(letter(body="My words.\n\n> Yours\n\n-- \nAna\n+31 24 000"))

    assert words.body == "My words."
    assert "> Yours" in words.rest
    assert "+31 24 000" in words.rest


def test_a_photo_alone_is_the_message(app):
    mail = letter(
        Content_Type='multipart/related; boundary="b"',
        body=(
            "--b\r\nContent-Type: text/html\r\n\r\n<img src=cid:1>\r\n"
            "--b\r\nContent-Type: image/png; name=../brake.png\r\nContent-ID: <1>\r\n"
            "\r\nno picture at all\r\n--b--"
        ),
    )

    words = words_of(mail)

    assert words.body == "(no text)"
    assert [file.name for file in words.files] == ["brake.png"]
    assert words.files[0].media_type == "text/plain", "sniffed, never believed"


def test_files_are_kept_as_they_came_however_many(app):
    """A mail cannot be sent back to be mended; staff open what they trust."""
    parts = "".join(
        f"--b\r\nContent-Type: application/octet-stream; name={n}.exe\r\n\r\nMZ {n}\r\n"
        for n in range(9)
    )

    words = words_of(letter(Content_Type='multipart/mixed; boundary="b"', body=f"{parts}--b--"))

    assert [file.name for file in words.files] == [f"{n}.exe" for n in range(9)]
    assert app.extensions["portal_files"].read(words.files[3].sha256) == b"MZ 3"


def test_an_invitation_is_shown_and_never_accepted(app):
    calendar = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Fitting\r\n"
        "DTSTART:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )

    words = words_of(
        letter(body=calendar, Content_Type="text/calendar; method=REQUEST; charset=utf-8")
    )

    said = next(note for note in words.notes if note.startswith("Invitation: "))
    assert "Fitting" in said and said.endswith("Nothing was accepted.")


def test_an_encrypted_mail_says_how_to_read_it(app):
    body = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----"

    assert any("encrypted" in note for note in words_of(letter(body=body)).notes)


def test_endless_words_are_cut_and_the_original_is_named(app):
    words = words_of(letter(body="word " * 120_000))

    assert len(words.body) <= LONGEST_BODY
    assert "open the original" in words.notes[-1]
