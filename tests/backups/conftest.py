"""A second place, with nothing in it, to put a backup into."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from tests.rig import clusters
from tests.rig.databases import empty_database
from tests.rig.portals import app_for, settings_for


@pytest.fixture
def elsewhere(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """`elsewhere("postgresql")` is a portal on a database without a single table."""
    made: list[Flask] = []

    def make(kind: str) -> Flask:
        name = f"elsewhere_{uuid4().hex}"
        url = f"sqlite:///{tmp_path}/{name}.db"
        if kind == "postgresql":
            url = empty_database(clusters.cluster_of(pytestconfig), name)
        made.append(app_for(settings_for(tmp_path / name, url)))
        return made[-1]

    yield make
    for app in made:
        app.extensions["portal_database"].dispose()
