"""Files are whole or not there."""

import hashlib
import random
import signal
import subprocess
import sys

import pytest

from portal.filestore import FileStore

ENDLESSLY = """
import pathlib, random, sys
from portal.filestore import FileStore
store = FileStore(pathlib.Path(sys.argv[1]))
print("begun", flush=True)
while True:
    store.add(random.randbytes(random.randrange(50_000, 600_000)))
"""


@pytest.fixture
def store(tmp_path):
    return FileStore(tmp_path / "files")


def test_what_was_added_can_be_read(store):
    sha256 = store.add(b"a photo")

    assert sha256 == hashlib.sha256(b"a photo").hexdigest()
    assert store.has(sha256)
    assert store.read(sha256) == b"a photo"


def test_the_same_content_is_kept_once(store):
    assert store.add(b"a photo") == store.add(b"a photo")

    assert len([path for path in store.folder.rglob("*") if path.is_file()]) == 1


def test_an_empty_file_is_a_file(store):
    assert store.read(store.add(b"")) == b""


def test_nobody_else_on_the_machine_reads_them(store):
    assert store.path(store.add(b"a photo")).stat().st_mode & 0o077 == 0


def test_killed_at_any_moment_it_leaves_only_whole_files(store):
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESSLY, str(store.folder)], stdout=subprocess.PIPE
        )
        process.stdout.readline()
        enough = len(list(store.folder.rglob("*"))) + random.randrange(3, 9)
        while len(list(store.folder.rglob("*"))) < enough:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

    named = [path for path in store.folder.glob("??/*") if len(path.name) == 62]
    assert named
    for path in named:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name
