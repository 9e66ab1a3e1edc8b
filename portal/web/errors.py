"""When something cannot be done: what happened, what is safe, what to do, and a number to quote."""

import logging

from flask import Flask, current_app, make_response, request
from flask.wrappers import Response
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from portal.database import Unstorable
from portal.web.headers import request_id
from portal.web.languages import _, language, of_this_browser, speaking
from portal.web.pages import look

log = logging.getLogger(__name__)
PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(Unstorable, _unstorable)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _broken)


def error_page(status: int, *, reason: str = "") -> Response:
    """The page for `status`. It needs neither database nor session."""
    name = status if status in PAGES else (500 if status >= 500 else 400)
    if request.accept_mimetypes.best == "application/json":
        return make_response({"error": status, "request_id": request_id()}, status)
    # Not flask.render_template: what it adds asks the database who reads, and needs a trusted host.
    page = current_app.jinja_env.get_template(f"errors/{name}.html")
    shown = {"reason": reason, "request_id": request_id(), **look()}
    with speaking(of_this_browser()):
        shown |= {"lang": language().tag, "dir": language().direction}
        return make_response(page.render(shown), status)


def _refused(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    answer = error_page(error.code or 500)
    for key, value in error.get_headers():
        if key not in ("Content-Type", "Content-Length"):
            answer.headers[key] = value
    return answer


def _form_expired(_error: CSRFError) -> Response:
    return error_page(400, reason=_("The form was open too long, or came from another site."))


def _unstorable(_error: Exception) -> Response:
    return error_page(422, reason=_("It holds a text or number that cannot be kept."))


def _database_away(error: OperationalError) -> Response:
    log.error("database not available", exc_info=error)
    answer = error_page(503)
    answer.headers["Retry-After"] = "10"
    return answer


def _broken(error: Exception) -> Response:
    log.error("not handled", exc_info=error)
    return error_page(InternalServerError.code or 500)
