"""The WSGI application, as the environment describes it."""

from portal.app import create_app
from portal.settings import Settings
from portal.web import logs

logs.to_stderr()
app = create_app(Settings.from_environment())
