"""The portal as an application in this process, one for each database, made once and kept clean."""

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from portal.app import create_app
from portal.settings import Brand, Settings
from tests.rig.browserless import IsolatedClient
from tests.rig.databases import TestDatabase, do_not_wait_for_the_disk

BASE_URL = "https://portal.example.com"


def settings_for(data: Path, database_url: str, **changes: Any) -> Settings:
    """A production portal's settings, in https, as tests use them unless they say otherwise."""
    usual: dict[str, Any] = {
        "data": data,
        "database_url": database_url,
        "base_url": BASE_URL,
        "secret_key": "a key that only tests use, 40 characters",
        "smtp_url": "smtp://127.0.0.1:9",
        "mail_from": "help@portal.example.com",
        "inbound_domain": "in.portal.example.com",
        "authserv_id": "mx.portal.example.com",
        "brand": Brand(name="Marlow Cycles", place="Nijmegen", contact="help@marlow.example.com"),
    }
    return Settings(**(usual | changes))


def app_for(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = IsolatedClient
    do_not_wait_for_the_disk(app.extensions["portal_database"])
    return app


class Portal:
    """One application on one database."""

    def __init__(self, folder: Path, database: TestDatabase) -> None:
        self.database = database
        self.settings = settings_for(folder / "data", database.url)
        self.app = app_for(self.settings)
        database.migrate(self.app)

    def other_app(self, **changes: Any) -> Flask:
        """The same database under other settings; the caller disposes of its connections."""
        return app_for(dataclasses.replace(self.settings, **changes))

    @contextmanager
    def fresh(self) -> Iterator[Flask]:
        """The application with nothing in it: no row, no file, no mail."""
        shutil.rmtree(self.settings.data, ignore_errors=True)
        self.settings.data.mkdir(parents=True)
        self.app.extensions["portal_settings"] = self.settings
        self.database.empty()
        self.app.extensions["portal_database"].remembered.clear()
        with self.app.app_context():
            yield self.app

    def change_settings(self, **changes: Any) -> None:
        """Other settings for the rest of this test, as far as they are read when needed."""
        self.app.extensions["portal_settings"] = dataclasses.replace(self.settings, **changes)

    def close(self) -> None:
        self.app.extensions["portal_database"].dispose()
        self.database.close()
