"""Pages that are the same for everybody: indexed by search engines, kept by caches, and made
without asking who reads them. Their template extends layouts/public.html, which has no scripts: a
nonce would make every copy different."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, g, request
from flask.wrappers import Response

from portal.web.formatting import Reader
from portal.web.languages import LANGUAGES, wanted
from portal.web.rendering import render

KEPT_SECONDS = 300
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def render_public(template: str, **context: Any) -> Response:
    """The page with an ETag, or 304. It may depend on the address and on Accept-Language only."""
    g.language = LANGUAGES[wanted(request.args.get("lang"), request.accept_languages)]
    zone = ZoneInfo(current_app.extensions["portal_settings"].time_zone)
    g.reader = Reader(zone=zone, locale=g.language.locale)
    answer = render(template, theme="auto", text_size="normal", **context)
    answer.headers["Content-Security-Policy"] = PUBLIC_POLICY
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.vary.add("Accept-Language")
    answer.add_etag()
    return answer.make_conditional(request)
