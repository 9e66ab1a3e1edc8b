"""An SMTP server that says what a test tells it to, word for word, or hangs up."""

import socket
import ssl
from collections.abc import Sequence

from tests.messages.listening import Listening
from tests.rig.smtp import CERTIFICATE, KEY

WELL_BEHAVED = {
    "": "220 mx.example.com",
    "EHLO": "250 mx.example.com",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 Go ahead",
    ".": "250 Kept",
    "RSET": "250 OK",
    "QUIT": "221 Bye",
}
HANG_UP = "hang up"


class ScriptedServer(Listening):
    """Takes connections one after the other. `says={"RCPT": "421 Closing"}` changes one answer;
    an answer given as a list is used up from the left. HANG_UP says nothing and closes.
    """

    def __init__(
        self, says: dict[str, str | list[str]] | None = None, *, tls: bool = False
    ) -> None:
        self._says: dict[str, str | list[str]] = {**WELL_BEHAVED, **(says or {})}
        self._tls = tls
        self.heard: list[str] = []
        """Every command of every connection; a mail's content as one line beginning with "."."""
        super().__init__()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def commands(self) -> list[str]:
        return [line[:4].rstrip().upper() for line in self.heard]

    def converse(self, taken: socket.socket) -> None:
        self._converse(self._secured(taken))

    def _secured(self, taken: socket.socket) -> socket.socket:
        taken.settimeout(20)
        if not self._tls:
            return taken
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, KEY)
        return context.wrap_socket(taken, server_side=True)

    def _converse(self, taken: socket.socket) -> None:
        with taken, taken.makefile("rb") as lines:
            if not self._answer(taken, ""):
                return
            for line in lines:
                command = line.decode().strip()
                self.heard.append(command)
                if not self._answer(taken, command[:4].upper()):
                    return
                if command.upper() == "DATA" and self._last.startswith("354"):
                    self.heard.append("." + self._content(lines))
                    if not self._answer(taken, "."):
                        return

    def _content(self, lines: Sequence[bytes]) -> str:
        content = b""
        for line in lines:
            if line == b".\r\n":
                break
            content += line
        return content.decode()

    def _answer(self, taken: socket.socket, command: str) -> bool:
        says = self._says.get(command, "502 What")
        if isinstance(says, list):
            says = says.pop(0) if says else WELL_BEHAVED[command]
        self._last = says
        if says == HANG_UP:
            return False
        taken.sendall(f"{says}\r\n".encode())
        return True
