"""The measure of all things: a Flask application with one constant answer, on the same server.

`python -m bench.constant PORT` serves it with the options of `portal web`.
"""

import sys

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.server import Server

from portal.commands.serving import WEB_THREADS

app = Flask(__name__)


@app.get("/constant")
def constant() -> str:
    return "ok"


if __name__ == "__main__":
    Server(
        "bench.constant:app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=WEB_THREADS,
        log_enabled=False,
    ).serve()
