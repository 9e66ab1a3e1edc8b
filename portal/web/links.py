"""Addresses of our own pages as they stand in mails. They come from the settings alone, never from
the request: a forged Host header must not send a customer's link elsewhere.
"""

from typing import Any

from flask import current_app


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page; works in a request, a worker and on the command line."""
    path = current_app.url_map.bind("portal").build(endpoint, values)
    return current_app.extensions["portal_settings"].base_url + path
