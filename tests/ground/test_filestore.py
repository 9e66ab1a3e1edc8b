"""Files are whole or not there."""

import hashlib
import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest

from portal import clock
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


def test_a_file_that_nobody_has_touched_is_discarded(store):
    sha256 = store.add(b"hello")
    later = clock.now() + timedelta(minutes=1)

    assert store.discard(sha256, unused_since=later)
    assert not store.has(sha256)
    assert store.discard(sha256, unused_since=later)


def test_a_file_that_somebody_has_just_added_again_stays(store):
    sha256 = store.add(b"hello")
    os.utime(store.path(sha256), (0, 0))
    a_minute_ago = clock.now() - timedelta(minutes=1)

    store.add(b"hello")

    assert not store.discard(sha256, unused_since=a_minute_ago)
    assert store.read(sha256) == b"hello"


def test_a_large_file_is_taken_in_whole(store, tmp_path):
    made = tmp_path / "made.zip"
    made.write_bytes(b"zip" * 1000)

    sha256 = store.adopt(made)

    assert store.read(sha256) == b"zip" * 1000
    assert not made.exists()
