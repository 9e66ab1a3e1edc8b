"""Taking in mail from a mailbox (IMAP): what is unread there is kept here, then marked as read.

Two workers may look at once: the same mail twice is one mail, see `receiving`.
"""

import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.parser import BytesHeaderParser

from flask import current_app

from portal.messages.mail_server import MailServer, imap_server
from portal.messages.receiving import receive

log = logging.getLogger(__name__)
BATCH = 50
WAIT_SECONDS = 20
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")


class MailboxAway(Exception):
    """The mailbox cannot be read now; the text says why."""


def fetch_mailbox() -> int:
    """Take in what is unread, up to fifty mails; returns how many. Raises MailboxAway. Without
    PORTAL_IMAP_URL there is nothing to do."""
    url = current_app.extensions["portal_settings"].imap_url
    if not url:
        return 0
    server, folder = imap_server(url)
    try:
        with _opened(server, folder) as mailbox:
            return sum(_take(mailbox, uid) for uid in _unread(mailbox)[:BATCH])
    except (OSError, imaplib.IMAP4.error) as fault:
        raise MailboxAway(f"{server.name}: {fault}") from fault


def _unread(mailbox: imaplib.IMAP4) -> list[str]:
    _, found = mailbox.uid("SEARCH", "UNSEEN", "UNDELETED")
    return (found[0] or b"").decode("ascii").split()


def _take(mailbox: imaplib.IMAP4, uid: str) -> bool:
    """Keep one mail here, and only then say so there. False: it has gone meanwhile."""
    _, found = mailbox.uid("FETCH", uid, "(BODY.PEEK[])")
    raw = next((part[1] for part in found if isinstance(part, tuple)), None)
    if raw is None:
        return False
    head = BytesHeaderParser().parsebytes(raw)
    receive(raw, envelope_to=_address(head, *_DELIVERED), return_path=_address(head, "Return-Path"))
    mailbox.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
    return True


def _address(head: Message, *names: str) -> str:
    """The address in the topmost of these lines: what our own mail server wrote there."""
    for name in names:
        if found := _ADDRESS.search(str(head.get(name, ""))):
            return found[0]
    return ""


@contextmanager
def _opened(server: MailServer, folder: str) -> Iterator[imaplib.IMAP4]:
    mailbox = _connected(server)
    try:
        mailbox.login(server.user, server.password)
        answer, said = mailbox.select(f'"{folder}"')
        if answer != "OK":
            raise MailboxAway(f"{server.name}: no mailbox {folder}: {said[0]!r}")
        yield mailbox
    finally:
        mailbox.logout()


def _connected(server: MailServer) -> imaplib.IMAP4:
    if server.is_tls_from_start:
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=server.tls(), timeout=WAIT_SECONDS
        )
    mailbox = imaplib.IMAP4(server.host, server.port, timeout=WAIT_SECONDS)
    if server.is_tls_after_greeting:
        mailbox.starttls(server.tls())
    return mailbox
