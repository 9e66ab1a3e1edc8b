"""An IMAP server with one mailbox, as far as a mail program that only reads needs it."""

import re
import socket

from tests.messages.listening import Listening

_FETCH = re.compile(r"UID FETCH (\d+) ")
_STORE = re.compile(r"UID STORE (\d+) ")


class MailboxServer(Listening):
    """Holds mails by uid; `read` are those marked as read. `folders` are the names it knows."""

    def __init__(self, *mails: bytes, password: str = "hunter2") -> None:
        self.mails = dict(enumerate(mails, start=1))
        self.read: set[int] = set()
        self.password = password
        self.folders = {"INBOX"}
        super().__init__()

    @property
    def url(self) -> str:
        return f"imap://help:hunter2@127.0.0.1:{self.port}"

    def converse(self, taken: socket.socket) -> None:
        with taken.makefile("rwb") as talk:
            talk.write(b"* OK ready\r\n")
            talk.flush()
            for line in talk:
                tag, _, command = line.decode().strip().partition(" ")
                talk.write(self._answer(command) + f"{tag} {self._ends(command)}\r\n".encode())
                talk.flush()
                if command == "LOGOUT":
                    break

    def _answer(self, command: str) -> bytes:
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith("UID SEARCH"):
            unread = " ".join(str(uid) for uid in self.mails if uid not in self.read)
            return f"* SEARCH {unread}\r\n".encode()
        if found := _FETCH.match(command):
            mail = self.mails.get(int(found[1]))
            if mail is None:
                return b""
            return b"* 1 FETCH (UID %s BODY[] {%d}\r\n%s)\r\n" % (
                found[1].encode(),
                len(mail),
                mail,
            )
        if found := _STORE.match(command):
            self.read.add(int(found[1]))
        return b"* BYE\r\n" if command == "LOGOUT" else b""

    def _ends(self, command: str) -> str:
        if command.startswith("LOGIN") and self.password not in command:
            return "NO wrong password"
        if command.startswith("SELECT") and command.split('"')[1] not in self.folders:
            return "NO no such mailbox"
        return "OK done"
