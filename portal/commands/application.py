"""The application for commands and for the web server's workers."""

import os

from flask import Flask
from sqlalchemy import select

from portal import running, schema
from portal.accounts.models import User
from portal.app import create_app
from portal.database import session
from portal.demo.people import STAFF
from portal.messages.mail_server import mail_server
from portal.settings import NotConfigured, Settings
from portal.web import logs


def application() -> Flask:
    """The portal as the environment describes it, logging to standard error."""
    logs.to_stderr()
    return create_app(Settings.from_environment())


def web_application() -> Flask:
    """What one worker of the web server runs: it ends when the server that forked it is gone."""
    running.end_with(os.getppid())
    return application()


def ready_application() -> Flask:
    """The portal with a database it can serve from. Raises NotConfigured where it cannot."""
    app = application()
    settings = app.extensions["portal_settings"]
    mail_server(settings.smtp_url)
    with app.app_context():
        if not schema.is_current():
            raise NotConfigured("The database is not up to date. Run: portal db upgrade")
        if not settings.demo and _holds_the_demo():
            raise NotConfigured(
                "This database holds the demo company, whose passwords everybody knows. "
                "Set PORTAL_DATABASE_URL or PORTAL_DATA to one of your own."
            )
    return app


def _holds_the_demo() -> bool:
    addresses = [person.email for person in STAFF]
    return session.scalar(select(User.id).where(User.email_key.in_(addresses)).limit(1)) is not None
