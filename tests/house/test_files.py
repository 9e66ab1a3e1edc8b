"""What may be in the repository, and what lies in it that others made."""

import hashlib
import re

import pytest

from tests.house.source import ROOT, all_files

ABROAD = (
    "pypi." + "org", "files.python" + "hosted", "npmjs" + ".", "registry." + "yarnpkg",
    "deb." + "debian", "archive." + "ubuntu", "proxy." + "golang", "crates." + "io/api",
    "/wor" + "k/", "/roo" + "t/", "/tm" + "p/brief", "/hom" + "e/", "-mirr" + "or.",
)  # fmt: skip
"""Package registries and paths of somebody's own machine. In pieces, or this file would be one."""
BINARY = {".png", ".jpg", ".woff2", ".eml", ".gz", ".tar", ".pdf", ".webp", ".gif", ".dat"}
VENDORED = sorted({path.parent for path in all_files() if path.name == "SHA256SUMS"})


def test_no_file_names_a_registry_or_somebodys_machine():
    named = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in all_files()
        if path.suffix not in BINARY
        for word in ABROAD
        if _names(word, path.read_text(errors="replace"))
    ]

    assert not named, "\n".join(named)


def _names(word: str, text: str) -> bool:
    """A path of a machine begins there; `portal/home/` is one of ours."""
    begins = r"(?<![\w.])" if word.startswith("/") else ""
    return word in text and re.search(begins + re.escape(word), text) is not None


def test_what_others_made_is_in_folders_with_sums():
    folders = {path.parent for path in all_files() if "vendor" in path.relative_to(ROOT).parts}

    assert folders
    assert folders <= set(VENDORED)


@pytest.mark.parametrize("folder", VENDORED, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_others_made_is_unedited_and_licensed(folder):
    sums = dict(reversed(line.split()) for line in (folder / "SHA256SUMS").read_text().splitlines())
    others = {path for path in folder.iterdir() if path.is_file()}
    others -= {folder / "README.md", folder / "SHA256SUMS"}
    licences = {path for path in others if "LICENSE" in path.name}

    assert licences
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in others - licences
    }
    readme = (folder / "README.md").read_text()
    assert [name for name in sums if name.split(".")[0] not in readme] == []


def test_fonts_and_icons_have_their_licence_beside_them():
    for folder in ("fonts", "img"):
        assert list((ROOT / "static" / folder).glob("*LICENSE*")), folder
