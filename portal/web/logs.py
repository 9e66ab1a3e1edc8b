"""One JSON object a line, with the request it belongs to; nothing secret, nothing unescaped."""

import json
import logging
import sys
import time

from flask import Flask, g, has_request_context, request
from flask.wrappers import Response

from portal import clock
from portal.web.headers import request_id

OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
access_log = logging.getLogger("portal.access")


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": clock.now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "text": record.getMessage(),
        }
        if has_request_context():
            line["request"] = request_id()
        line |= {key: value for key, value in vars(record).items() if key not in OWN}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


def to_stderr() -> None:
    out = logging.StreamHandler(sys.stderr)
    out.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[out], force=True)
    for noisy in ("alembic", "mail.log", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def init_app(app: Flask) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def note(answer: Response) -> Response:
        if access_log.isEnabledFor(logging.INFO):
            access_log.info(
                "answered",
                extra={
                    "method": request.method,
                    "route": str(request.url_rule or "-"),
                    "status": answer.status_code,
                    "ms": round(1000 * (time.perf_counter() - g.get("started", 0)), 1),
                },
            )
        return answer
