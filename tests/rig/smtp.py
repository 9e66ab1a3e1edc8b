"""A real SMTP server on loopback that keeps what it is given, and can misbehave on request.

As a program (`python smtp.py FILE MANNERS`) it writes the Message-ID of each mail to FILE, on
disk before it answers 250, so that after any `kill -9` FILE says what really arrived.
"""

import asyncio
import json
import os
import ssl
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

CERTIFICATE = Path(__file__).parent / "tls" / "certificate.pem"
KEY = Path(__file__).parent / "tls" / "key.pem"


@dataclass(frozen=True)
class Arrived:
    """One mail, with the envelope it came in."""

    mail_from: str
    to: list[str]
    raw: bytes

    @property
    def parsed(self) -> Message:
        return message_from_bytes(self.raw)

    def header(self, name: str) -> str | None:
        return self.parsed[name]


@dataclass
class Manners:
    """How the server behaves. A list of codes is used up one by one; then all is well again."""

    refuse: dict[str, int | list[int]] = field(default_factory=dict)
    """By recipient: 451 is "later", 554 is "never"."""
    refuse_content: dict[str, int | list[int]] = field(default_factory=dict)
    """By recipient, but only after the whole mail was sent."""
    drop_after_data: set[str] = field(default_factory=set)
    """By recipient: keep the mail, and hang up instead of answering."""
    silent: bool = False
    """Take connections and never say a word."""
    pause: float = 0
    """Seconds between keeping a mail and saying so."""


class Handler:
    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.arrived: list[Arrived] = []

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, says: list[str]
    ) -> list[str]:
        session.host_name = name
        return ["250-PIPELINING", *says]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        code = _next(self.manners.refuse, address)
        if code:
            return f"{code} {'Later' if code < 500 else 'Never'}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        for address in envelope.rcpt_tos:
            if code := _next(self.manners.refuse_content, address):
                return f"{code} {'Later' if code < 500 else 'Never'}"
        raw = envelope.original_content or b""
        self.keep(Arrived(envelope.mail_from or "", list(envelope.rcpt_tos), raw))
        if self.manners.drop_after_data & set(envelope.rcpt_tos):
            server.transport.abort()
        await asyncio.sleep(self.manners.pause)
        return "250 OK"

    def keep(self, mail: Arrived) -> None:
        self.arrived.append(mail)


def _next(codes: dict[str, int | list[int]], address: str) -> int:
    code = codes.get(address, 0)
    if isinstance(code, list):
        return code.pop(0) if code else 0
    return code


class Server:
    """The server in a thread of this process, on a port of its own."""

    def __init__(self, *, tls: bool = False) -> None:
        self.manners = Manners()
        self._handler = Handler(self.manners)
        self._tls = _tls() if tls else None
        self._protocols: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        # Not run_until_complete: the browser's driver keeps a loop running in this thread.
        listening = self._loop.create_server(self._protocol, "127.0.0.1", 0)
        self._listener = asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        self.port: int = self._listener.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        scheme = "smtp+starttls" if self._tls else "smtp"
        return f"{scheme}://localhost:{self.port}"

    @property
    def arrived(self) -> list[Arrived]:
        return self._handler.arrived

    def to(self, address: str) -> list[Arrived]:
        return [mail for mail in self.arrived if address in mail.to]

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _protocol(self) -> asyncio.BaseProtocol:
        if self.manners.silent:
            protocol: Any = Silence()
        else:
            protocol = SMTP(
                self._handler, hostname="mx.example.com", loop=self._loop, enable_SMTPUTF8=True,
                tls_context=self._tls, require_starttls=self._tls is not None,
            )  # fmt: skip
        self._protocols.append(protocol)
        return protocol

    async def _end(self) -> None:
        self._listener.close()
        for protocol in self._protocols:
            if protocol.transport is not None:
                protocol.transport.abort()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class Silence(asyncio.Protocol):
    """A server that has hung."""

    transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport


class Process:
    """The server as a process of its own: it outlives the `kill -9` of whoever sends to it."""

    def __init__(self, folder: Path, **manners: Any) -> None:
        self._log = folder / "arrived.jsonl"
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self._log), json.dumps(manners)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.url = f"smtp://127.0.0.1:{int(self._process.stdout.readline())}"

    def arrived(self) -> list[dict[str, Any]]:
        """`message_id` and `to` of each mail that was answered 250, or was about to be."""
        if not self._log.exists():
            return []
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


class FsyncingHandler(Handler):
    def __init__(self, manners: Manners, log: Path) -> None:
        super().__init__(manners)
        self._file = log.open("a")

    def keep(self, mail: Arrived) -> None:
        self._file.write(
            json.dumps({"message_id": mail.header("Message-ID"), "to": mail.to}) + "\n"
        )
        self._file.flush()
        os.fsync(self._file.fileno())


def _tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    return context


async def _serve(log: Path, manners: dict[str, Any]) -> None:
    handler = FsyncingHandler(Manners(**manners), log)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(
        lambda: SMTP(handler, hostname="mx.example.com", enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    sys.stdout.write(f"{listener.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), json.loads(sys.argv[2])))
