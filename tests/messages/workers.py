"""Workers as real processes that a test may kill or stop at any moment, and start in no time."""

import multiprocessing
import os
import signal
import threading
from multiprocessing.process import BaseProcess

from portal import jobs
from portal.settings import Settings
from tests.rig.portals import app_for

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.rig.racing"])


class Workers:
    """Starts workers on the same database as the test. Use it in a `with`: none survives it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.running: list[BaseProcess] = []

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        for worker in list(self.running):
            self.kill(worker)

    def start(self) -> BaseProcess:
        worker = _processes.Process(target=work, args=(self._settings,), daemon=True)
        worker.start()
        self.running.append(worker)
        return worker

    def kill(self, worker: BaseProcess) -> None:
        """`kill -9`: it gets to tidy nothing up."""
        assert worker.pid
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(10)
        self.running.remove(worker)


def work(settings: Settings) -> None:
    jobs.work(app_for(settings), stopping=threading.Event())
