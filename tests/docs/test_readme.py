"""What the documents say is true: their commands run, their settings exist, their links lead on."""

import os
import re
import socket
import subprocess
from pathlib import Path

import pytest

from portal import settings
from portal.cli import SECTIONS
from tests import make
from tests.house.source import ROOT

pytestmark = pytest.mark.one_database

DOCUMENTS = [
    ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs/decisions").glob("*.md")),
]  # fmt: skip
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
RUN_ELSEWHERE = {
    "make run": "tests/demo/test_run.py",
    "make test": "what runs this",
    "git pull && make setup": "the machine that sets up to test",
    "systemctl restart portal-web portal-worker": "not ours",
}


def commands(document: Path) -> list[str]:
    return [line for block in SHELL.findall(document.read_text()) for line in block.splitlines()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_in_a_document_runs(document: Path, tmp_path: Path):
    """One after the other, in one shell, as somebody would who follows the document."""
    lines = [line for line in commands(document) if line not in RUN_ELSEWHERE]
    if not lines:
        return
    (tmp_path / "message.eml").write_bytes(make.eml(sender="maya@example.com", to="help@x.example"))
    (tmp_path / "backups").mkdir()
    script = "\n".join(_here(line, tmp_path) for line in lines)

    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, env=_environ(tmp_path), capture_output=True,
        text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, f"{script}\n\n{done.stdout}\n{done.stderr}"


def test_the_readme_names_every_setting_and_no_other():
    source = "".join(path.read_text() for path in (ROOT / "portal").rglob("*.py"))
    known = set(re.findall(r'"(PORTAL_[A-Z_]+)"', source)) - {"PORTAL_PARENT"}
    table = (ROOT / "README.md").read_text()
    table = table.replace("`_", "`PORTAL_BRAND_")

    named = set(re.findall(r"`(PORTAL_[A-Z_]+)`", table))

    assert named == known


def test_the_documents_name_commands_that_exist():
    words = {command.name for group in SECTIONS.values() for command in group}
    for document in DOCUMENTS:
        named = set(re.findall(r"`(?:\.venv/bin/)?portal ([a-z]+)", document.read_text()))
        assert named <= words, f"{document.name}: {named - words}"


def test_no_link_between_documents_is_broken():
    for document in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text()):
            assert (document.parent / link).exists(), f"{document.name} links to {link}"


def test_the_least_secret_in_the_readme_is_the_least_secret():
    assert f"at least {settings.LEAST_SECRET_LENGTH} characters" in (ROOT / "README.md").read_text()


def _here(line: str, folder: Path) -> str:
    """The same command in a folder of the test's, and servers only for as long as they start."""
    if line.startswith("portal restore"):
        return f"PORTAL_DATA={folder}/restored {line.replace('/backups/', f'{folder}/backups/')}"
    if line.endswith("portal run"):
        listens = "(exec 3<>/dev/tcp/127.0.0.1/$PORT) 2>/dev/null"
        return f"{line} & until {listens}; do kill -0 $!; sleep 0.2; done; kill $!; wait $!"
    return line.replace("/backups/", f"{folder}/backups/")


def _environ(folder: Path) -> dict[str, str]:
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return {
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "PORT": str(_free_port()),
        "PORTAL_DATA": str(folder / "var"),
        "PORTAL_BASE_URL": "https://help.example.com",
        "PORTAL_SECRET_KEY": "forty characters that nobody could guess",
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
