"""What goes with every answer: a strict content policy, no caching of what is personal, and the
request's own number."""

import secrets
import uuid

from flask import Flask, g, request
from flask.wrappers import Response

PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
YEAR_SECONDS = 31_536_000


def csp_nonce() -> str:
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return g.csp_nonce


def request_id() -> str:
    if "request_id" not in g:
        g.request_id = uuid.uuid4().hex[:16]
    return g.request_id


def init_app(app: Flask, *, is_https: bool) -> None:
    @app.after_request
    def complete(answer: Response) -> Response:
        headers = answer.headers
        headers.setdefault("Content-Security-Policy", PAGE_POLICY.format(nonce=csp_nonce()))
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()"
        headers["X-Request-ID"] = request_id()
        headers.setdefault("Cache-Control", "no-store")
        if "public" not in headers["Cache-Control"]:
            headers["Vary"] = "Cookie, HX-Request, HX-Request-Type"
        if is_https:
            headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"
        return answer

    @app.before_request
    def remember_fragment() -> None:
        request_id()


def is_cross_site() -> bool:
    """The browser itself says that another site sent this form."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"
