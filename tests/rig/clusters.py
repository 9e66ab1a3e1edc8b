"""The one PostgreSQL cluster that all processes of a test run share."""

from pathlib import Path
from typing import Any

import pytest

from portal import schema
from tests.rig.databases import empty_database
from tests.rig.portals import app_for, settings_for
from tests.rig.postgresql import Cluster, Keeper

KEEPER = pytest.StashKey[Keeper]()


def cluster_of(config: pytest.Config) -> Cluster:
    """The run's cluster: the controller's when there are workers, else started now."""
    if hasattr(config, "workerinput"):
        return Cluster(**config.workerinput["postgresql"])
    if KEEPER not in config.stash:
        config.stash[KEEPER] = keeper = Keeper()
        _migrate(empty_database(keeper.cluster))
    return config.stash[KEEPER].cluster


def tell_worker(node: Any) -> None:
    """Give a worker process the address of the cluster before it starts."""
    if node.config.getoption("--database") != "sqlite":
        node.workerinput["postgresql"] = vars(cluster_of(node.config))


def stop(config: pytest.Config) -> None:
    if KEEPER in config.stash:
        config.stash[KEEPER].close()


def _migrate(url: str) -> None:
    app = app_for(settings_for(Path("unused"), url))
    with app.app_context():
        schema.upgrade()
    app.extensions["portal_database"].dispose()
