"""What goes with every answer: a strict content policy, no caching of what is personal, and the
request's own number."""

import secrets
import uuid
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask.wrappers import Response

PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'none'; object-src 'none'; "
    "require-trusted-types-for 'script'; trusted-types htmx"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}
"""Said with every answer that does not say otherwise itself."""
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
    always = ALWAYS
    if is_https:
        years = f"max-age={YEAR_SECONDS}; includeSubDomains"
        always = always | {"Strict-Transport-Security": years}

    @app.after_request
    def complete(answer: Response) -> Response:
        given = {name for name, _ in answer.headers}
        wanted = always | {
            "Content-Security-Policy": PAGE_POLICY.format(nonce=csp_nonce()),
            "X-Request-ID": request_id(),
        }
        # One pass: setting them one by one looks through all of them each time.
        answer.headers.extend(
            [(name, value) for name, value in wanted.items() if name not in given]
        )
        if "public" not in answer.headers["Cache-Control"]:
            answer.headers["Vary"] = "Cookie, HX-Request, HX-Request-Type"
        return answer

    @app.before_request
    def remember_fragment() -> None:
        request_id()


def is_cross_site() -> bool:
    """The browser itself says that another site sent this form, or where from is no address."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site" or not _is_address(
        request.referrer or ""
    )


def _is_address(text: str) -> bool:
    try:
        urlsplit(text).port  # noqa: B018 - reading it raises when it is none
    except ValueError:
        return False
    return True
