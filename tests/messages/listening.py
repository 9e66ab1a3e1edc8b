"""A server of a test's own, on a free port of this machine: one conversation after the other."""

import socket
import threading


class Listening:
    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def converse(self, taken: socket.socket) -> None:
        """With whoever has connected, until one of the two hangs up."""
        raise NotImplementedError

    def _serve(self) -> None:
        while True:
            try:
                taken, _ = self._listening.accept()
            except OSError:
                return
            with taken:
                try:
                    self.converse(taken)
                except OSError:
                    continue
