from pathlib import Path

from portal import clock
from portal.demo.mailbox import Mailbox
from tests import make

MAIL = (
    b"From: Ines at Marlow Cycles <help@marlow.example.com>\r\n"
    b"To: =?utf-8?q?Ewa_=C5=81?= <ewa@example.com>\r\nSubject: =?utf-8?b?xYHDs2TFug==?=\r\n"
    b"Message-ID: <m.1@in.example.com>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/alternative; boundary=x\r\n\r\n"
    b"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n"
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Gr\xc3\xbc\xc3\x9fe</p>\r\n--x--\r\n"
)


def test_a_mail_is_kept_as_its_reader_gets_it(tmp_path: Path):
    mailbox = Mailbox(tmp_path / "mailbox")

    mailbox.add(MAIL, sender="b+1@in.example.com", recipient="ewa@example.com")

    mail = mailbox.newest()[0]
    assert (mail.to, mail.subject) == ("ewa@example.com", "Łódź")
    assert mail.text.strip() == "Grüße"
    assert mail.html.strip() == "<p>Grüße</p>"
    assert mail.headers["To"] == "Ewa Ł <ewa@example.com>"
    assert mail.headers["Message-ID"] == "<m.1@in.example.com>"
    assert mail.headers["Return-Path"] == "<b+1@in.example.com>"


def test_the_newest_mail_comes_first(tmp_path: Path):
    mailbox = Mailbox(tmp_path)
    for day in range(3):
        with clock.stopped_at(make.MONDAY.replace(day=make.MONDAY.day + day)):
            mailbox.add(MAIL, sender="", recipient=f"day{day}@example.com")

    assert [mail.to for mail in mailbox.newest(2)] == ["day2@example.com", "day1@example.com"]
    assert mailbox.newest()[0].arrived_at == make.MONDAY.replace(day=make.MONDAY.day + 2)


def test_only_ids_of_mails_open_anything(tmp_path: Path):
    mailbox = Mailbox(tmp_path / "mailbox")
    mailbox.add(MAIL, sender="", recipient="ewa@example.com")
    (tmp_path / "secret.eml").write_bytes(MAIL)

    assert mailbox.find("../secret") is None
    assert mailbox.find("20261123T080000000000-00000000") is None
    assert mailbox.find(mailbox.newest()[0].id) is not None


def test_what_is_hardly_a_mail_is_shown_all_the_same(tmp_path: Path):
    mailbox = Mailbox(tmp_path)
    for raw in (b"", b"\xff\xfe\x00", b"Subject: =?utf-8?q?=FF?=\r\nDate: never\r\n\r\n\xff"):
        mailbox.add(raw, sender="", recipient="ewa@example.com")

    assert [mail.to for mail in mailbox.newest()] == ["ewa@example.com"] * 3
