"""Pages and parts of pages. A fragment is a block of its page, rendered alone for htmx."""

from typing import Any

from flask import current_app, make_response, request
from flask.wrappers import Response


def wants_fragment() -> bool:
    """htmx asks for a part of the page. Not true for boosted links or history, which say "full"."""
    return request.headers.get("HX-Request-Type") == "partial"


def render(
    template: str, *, fragment: str | None = None, status: int = 200, **context: Any
) -> Response:
    """The page, or only its block named `fragment` when htmx asked for a part."""
    app = current_app
    page = app.jinja_env.get_template(template)
    app.update_template_context(context)
    if fragment is not None and wants_fragment():
        variables = page.new_context(context)
        body = app.jinja_env.concat(page.blocks[fragment](variables))
    else:
        body = page.render(context)
    return make_response(body, status)
