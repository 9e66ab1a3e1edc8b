"""A real SMTP server on this machine only: what the portal sends ends in the demo's mailbox."""

import asyncio
import signal
import socket

from aiosmtpd.smtp import SMTP, Envelope, Session

from portal.demo.mailbox import Mailbox


class Postman:
    """Takes every mail, for whomever it is."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        for recipient in envelope.rcpt_tos:
            content = envelope.content
            assert isinstance(content, bytes)
            self.mailbox.add(content, sender=envelope.mail_from or "", recipient=recipient)
        return "250 Kept in the demo's mailbox"


def listen(port: int = 0) -> socket.socket:
    """A listening socket on loopback; port 0 takes a free one."""
    listening = socket.create_server(("127.0.0.1", port))
    listening.set_inheritable(True)
    return listening


def serve(listening: socket.socket, mailbox: Mailbox) -> None:
    """Take mail until SIGTERM or Ctrl-C."""
    asyncio.run(_serve(listening, mailbox))


async def _serve(listening: socket.socket, mailbox: Mailbox) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    server = await loop.create_server(
        lambda: SMTP(Postman(mailbox), enable_SMTPUTF8=True, ident="Marlow Cycles demo", loop=loop),
        sock=listening,
    )
    async with server:
        await stopping.wait()
