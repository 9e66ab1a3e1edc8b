"""The door for a mail server that hands over by LMTP (RFC 2033): one answer for each recipient."""

import asyncio
import logging

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from flask import Flask

from portal.messages.receiving import MOST_BYTES_KEPT, receive

log = logging.getLogger(__name__)
KEPT = "250 2.0.0 Kept"
DELIVER_AGAIN = "451 4.3.0 Not kept, deliver it again"


class Door:
    """Takes in every mail, once for each recipient; whose it is, the portal finds out itself."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    async def handle_DATA(self, _server: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        return "\r\n".join([
            await asyncio.to_thread(self._take, recipient, envelope)
            for recipient in envelope.rcpt_tos
        ])  # fmt: skip

    def _take(self, recipient: str, envelope: Envelope) -> str:
        raw = envelope.original_content
        assert raw is not None
        try:
            with self._app.app_context():
                receive(raw, envelope_to=recipient, return_path=envelope.mail_from or "")
        except Exception:
            log.exception("inbound mail not kept")
            return DELIVER_AGAIN
        return KEPT


async def listen(app: Flask, host: str, port: int) -> asyncio.Server:
    """Begin to take in mail at that address; port 0 is a free one."""
    door = Door(app)
    return await asyncio.get_running_loop().create_server(
        lambda: LMTP(door, data_size_limit=MOST_BYTES_KEPT, ident="portal", enable_SMTPUTF8=True),
        host,
        port,
    )
