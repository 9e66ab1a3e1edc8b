"""A mail server that takes everything, after a chosen delay for each round trip.

    python -m bench.mail_sink [--delay-ms D]

Prints its port, then serves until it is ended. It answers PIPELINING: commands that arrive
together are answered together, one delay later, as a relay far away would.
"""

import argparse
import asyncio
from collections.abc import Iterator

GREETING = b"220 sink.example.com\r\n"
ANSWERS = {
    b"EHLO": b"250-sink.example.com\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 Go ahead\r\n",
    b"QUIT": b"221 Bye\r\n",
}


class Sink(asyncio.Protocol):
    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._waiting = b""
        self._is_content = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._say(GREETING)

    def data_received(self, data: bytes) -> None:
        self._waiting += data
        if answers := b"".join(self._answers()):
            self._say(answers)

    def _answers(self) -> Iterator[bytes]:
        while True:
            end = b"\r\n.\r\n" if self._is_content else b"\r\n"
            line, found, rest = self._waiting.partition(end)
            if not found:
                return
            self._waiting = rest
            command = b"." if self._is_content else line[:4].upper()
            self._is_content = command == b"DATA"
            yield ANSWERS.get(command, b"250 OK\r\n")

    def _say(self, answers: bytes) -> None:
        if not self._delay:
            self._transport.write(answers)
            return
        asyncio.get_running_loop().call_later(self._delay, self._transport.write, answers)


async def serve(delay_ms: float) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(delay_ms / 1000), "127.0.0.1", 0, backlog=200)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--delay-ms", type=float, default=0)
    asyncio.run(serve(parser.parse_args().delay_ms))
