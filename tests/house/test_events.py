"""What the history tells of is known wherever the portal runs."""

import ast
import subprocess
import sys

from tests.house.source import ROOT, modules

KNOWN = """
from pathlib import Path
from portal.app import create_app
from tests.rig.portals import settings_for
from portal.history.events import KINDS
create_app(settings_for(Path({folder!r}), "sqlite:///{folder}/portal.sqlite"))
print(*KINDS)
"""


def test_a_portal_that_has_just_started_can_tell_of_every_kind_of_event(tmp_path):
    started = subprocess.run(
        [sys.executable, "-c", KNOWN.format(folder=str(tmp_path))],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip

    assert _kinds() - set(started.stdout.split()) == set()


def _kinds() -> set[str]:
    """The `kind` of each event class in the source."""
    return {
        node.value.value
        for module in modules()
        if module.name.startswith("portal.") and module.name.endswith("events")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign)
        and getattr(node.targets[0], "id", "") == "kind"
        and isinstance(node.value, ast.Constant)
        and node.value.value
    }
