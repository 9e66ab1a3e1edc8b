"""Reading a mail within bounds. What is large or oddly built is read by a process of its own, that
the system stops when it takes too much memory or time.

    python -m portal.messages.reading < mail.eml     writes the parsed mail, pickled
"""

import pickle
import resource
import subprocess
import sys
from contextlib import suppress

from portal.reading.parsing import ParsedMail, parse
from portal.settings import ROOT

SMALL = 1_000_000
FEW_BOUNDARIES = 400
MEMORY_BYTES = 512 * 2**20
CPU_SECONDS = 5
WALL_SECONDS = 30
READER = "portal.messages.reading"


class Unreadable(Exception):
    """The mail could not be read within bounds."""


def read(raw: bytes) -> ParsedMail:
    """The parsed mail. Raises Unreadable when reading it would take too much."""
    if len(raw) <= SMALL and raw.count(b"\n--") <= FEW_BOUNDARIES:
        return parse(raw)
    return _read_apart(raw)


def _read_apart(raw: bytes) -> ParsedMail:
    try:
        child = subprocess.run(
            [sys.executable, "-m", READER],
            input=raw, capture_output=True, cwd=ROOT, timeout=WALL_SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable("it took too long to read") from None
    if child.returncode != 0:
        raise Unreadable("it took too much memory or time to read")
    return pickle.loads(child.stdout)


def main() -> None:
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        with suppress(ValueError, OSError):  # some systems do not know every limit
            resource.setrlimit(limit, (most, most))
    sys.stdout.buffer.write(pickle.dumps(parse(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
