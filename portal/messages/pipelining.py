"""A conversation with the mail server that never waits twice: while it thinks about one mail, the
envelope of the next is already there (RFC 2920). A mail then costs one round trip, not four.
"""

import smtplib

from portal.messages.answers import Answer, Stage
from portal.messages.letter import Letter
from portal.messages.transport import ACCEPT_SECONDS, ANSWER_SECONDS, as_lines, readable, said


class Conversation:
    """Letters one after the other: announce, hear, send, hear. Any of it raises ConnectionError,
    with `stage` saying how far it had come.
    """

    def __init__(self, host: smtplib.SMTP) -> None:
        self._host = host
        self.stage = Stage.SENDER

    def announce(self, letter: Letter) -> None:
        """Sender, recipient and the wish to send, all at once."""
        self.stage = Stage.SENDER
        self._host.sock.sendall(_envelope(letter))

    def heard(self) -> Answer | None:
        """What it says to the envelope: None when it waits for the letter, else its refusal."""
        refusal = None
        for stage, welcome in ((Stage.SENDER, 2), (Stage.RECIPIENT, 2), (Stage.DATA, 3)):
            if refusal is None:
                self.stage = stage
            answer = self._reply(stage)
            if answer.code // 100 != welcome:
                refusal = refusal or answer
            elif stage is Stage.DATA and refusal is not None:
                # It would take a letter for nobody: there is no way back from here.
                raise ConnectionAbortedError(refusal.text)
        return refusal

    def send(self, content: bytes, then: Letter | None) -> None:
        """The letter, and behind it the envelope of the one that comes `then`."""
        self.stage = Stage.BODY
        self._host.sock.sendall(as_lines(content))
        # The last line goes alone: before it the server cannot have taken the letter.
        self.stage = Stage.END
        self._host.sock.settimeout(ACCEPT_SECONDS)
        self._host.sock.sendall(b".\r\n" + (_envelope(then) if then else b""))

    def taken(self) -> Answer:
        answer = self._reply(Stage.END)
        self._host.sock.settimeout(ANSWER_SECONDS)
        return answer

    def start_over(self) -> None:
        self._host.rset()

    def _reply(self, stage: Stage) -> Answer:
        try:
            code, text = self._host.getreply()
        except smtplib.SMTPServerDisconnected as gone:
            raise ConnectionResetError(said(gone)) from gone
        return Answer(stage, code, readable(text))


def can(host: smtplib.SMTP) -> bool:
    return host.has_extn("pipelining")


def _envelope(letter: Letter) -> bytes:
    return (
        f"MAIL FROM:<{letter.envelope_from}>\r\nRCPT TO:<{letter.envelope_to}>\r\nDATA\r\n"
    ).encode("ascii")
