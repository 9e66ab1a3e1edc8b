"""What a mail of a follow-up costs, and how fast they leave.

    .venv/bin/python -m bench.mail --messages 2000 [--delay-ms 20] [--peer flask-mail]

Every mail is rendered from templates for its reader, built and handed over by SMTP to a sink of
its own process, which answers each round trip after `--delay-ms`. Five rounds of each in turns;
prints medians as JSON:

- `hand_over`: render, build and hand over on the bulk lane's connections, without the ledger;
- `with_ledger`: all that a worker does, from the row that waits to the row that is sent, on
  PostgreSQL, with every mark on disk before and after;
- `flask-mail`: the same mails with Flask-Mail as it comes, `mail.send` for each.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import flask_mail
from flask import Flask
from sqlalchemy import func, select

from bench.queue import environ_of
from portal import clock, schema
from portal.app import create_app
from portal.database import atomic, session
from portal.messages import bulk
from portal.messages.letter import Letter, letter_of
from portal.messages.models import Message, MessageState, Purpose
from portal.messages.pipelining import Conversation
from portal.messages.transport import outgoing
from portal.settings import Settings
from tests.rig.postgresql import Keeper

NEAR, FAR_AWAY = 4, 16
"""Connections: what the settings say by default, and more where each round trip takes long."""
ROUNDS = 5
BATCH = 100
BEGAN = clock.now()
TEXT = (
    "Hello {{ name }},\n\nyour {{ product }} has been with you for ten days. "
    + "How does it ride, and is there anything that we could do better for you?\n" * 24
    + "\n\nAll good: {{ good }}\nSomething is wrong: {{ wrong }}\n"
)
HTML = (
    "<!doctype html><html lang=en><body><h1>Hello {{ name }}</h1><p>Your {{ product }}</p>"
    + "<p>How does it ride, and is there anything that we could do better for you?</p>\n" * 34
    + '<p><a href="{{ good }}">All good</a> <a href="{{ wrong }}">Something is wrong</a></p>'
    "</body></html>"
)
SUBJECT = "Ten days with your {product}: how does it ride?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--peer", choices=["flask-mail"])
    asked = parser.parse_args()
    with ExitStack() as stack:
        keeper = Keeper()
        stack.callback(keeper.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(sink(asked.delay_ms))
        connections = FAR_AWAY if asked.delay_ms else NEAR
        app = portal_at(environ_of(folder, port, keeper.cluster), port, connections)
        with app.app_context():
            schema.upgrade()
            print(json.dumps({"delay_ms": asked.delay_ms, **compare(app, port, asked)}, indent=2))


def compare(app: Flask, port: int, asked: argparse.Namespace) -> dict[str, Any]:
    """Each way in turns, a round of each; medians of the rounds, and of their ratios."""
    each = asked.messages // ROUNDS
    # Fewer, where each of them waits for a dozen round trips.
    few = max(20, each // 20) if asked.delay_ms else each
    ways: dict[str, tuple[int, Callable[[range], None]]] = {
        "hand_over": (each, partial(hand_over, app)),
        "with_ledger": (each, partial(with_ledger, app)),
    }
    if asked.peer:
        ways[asked.peer] = (few, partial(flask_mail_as_it_comes, app, port))
    hand_over(app, range(100))
    rounds = [
        {
            name: measured(run, range(number * count, (number + 1) * count))
            for name, (count, run) in ways.items()
        }
        for number in range(ROUNDS)
    ]
    figures = {
        name: {
            "cpu_ms": _median(rounds, lambda each, n=name: each[n]["cpu"]),
            "mails_per_second": _median(rounds, lambda each, n=name: each[n]["speed"]),
        }
        for name in ways
    }
    if asked.peer:
        figures |= {
            f"{asked.peer} to {name}": {
                "cpu": _median(rounds, lambda r, n=name: r[asked.peer]["cpu"] / r[n]["cpu"]),
                "speed": _median(rounds, lambda r, n=name: r[n]["speed"] / r[asked.peer]["speed"]),
            }
            for name in ("hand_over", "with_ledger")
        }
    return figures


def _median(rounds: list[Any], figure: Callable[[Any], float]) -> float:
    return round(median(map(figure, rounds)), 4)


def measured(run: Callable[[range], None], numbers: range) -> dict[str, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    run(numbers)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu": 1000 * cpu / len(numbers), "speed": len(numbers) / wall}


def portal_at(environ: dict[str, str], port: int, connections: int) -> Flask:
    environ |= {
        "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "PORTAL_BULK_CONNECTIONS": str(connections),
    }
    app = create_app(Settings.from_environment(environ))
    app.jinja_env.globals["bench_html"] = app.jinja_env.from_string(HTML)
    app.jinja_env.globals["bench_text"] = app.jinja_env.from_string(TEXT)
    return app


def words_for(app: Flask, number: int) -> tuple[str, str, str]:
    about = {
        "name": f"Reader {number}",
        "product": f"Tourer {number % 7}",
        "good": f"https://portal.example.com/a/{number:032d}/good",
        "wrong": f"https://portal.example.com/a/{number:032d}/wrong",
    }
    text = app.jinja_env.globals["bench_text"].render(about)
    return SUBJECT.format(**about), text, app.jinja_env.globals["bench_html"].render(about)


def row(app: Flask, number: int) -> Message:
    subject, text, html = words_for(app, number)
    return Message(
        token=f"{number:032x}", reference=f"bench:{number}", purpose=Purpose.SERVICE,
        consent_purpose="advice", to_address=f"reader{number}@example.com",
        to_name=f"Reader {number}", from_name="Marlow Cycles", subject=subject, text=text,
        html=html, in_reply_to={"ids": []}, due_at=BEGAN,
    )  # fmt: skip


def hand_over(app: Flask, numbers: range) -> None:
    """On as many connections as the bulk lane has, each in a thread."""
    connections = app.extensions["portal_settings"].bulk_connections
    with ThreadPoolExecutor(connections) as belts:
        each = [numbers[first::connections] for first in range(connections)]
        list(belts.map(lambda mine: _belt(app, mine), each))


def _belt(app: Flask, numbers: range) -> None:
    with app.app_context(), outgoing().connect() as connection:
        conversation = Conversation(connection.host)
        before: Letter | None = None
        for letter in (*(letter_of(row(app, number)) for number in numbers), None):
            if before is None:
                conversation.announce(letter)
            else:
                assert conversation.heard() is None
                conversation.send(before.as_bytes(), letter)
                assert conversation.taken().code == 250
            before = letter


def with_ledger(app: Flask, numbers: range) -> None:
    """As a worker does it. The rows are written in hundreds, as a playbook plans them."""
    for start in range(0, len(numbers), BATCH):
        with atomic():
            session.add_all(row(app, number) for number in numbers[start : start + BATCH])
    waiting = select(func.count()).where(Message.state != MessageState.SENT)
    while session.scalar(waiting):
        bulk.deliver_bulk()


def flask_mail_as_it_comes(app: Flask, port: int, numbers: range) -> None:
    stock = Flask("stock")
    stock.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=port)
    mail = flask_mail.Mail(stock)
    with stock.app_context():
        for number in numbers:
            subject, text, html = words_for(app, number)
            mail.send(
                flask_mail.Message(
                    subject,
                    sender=("Marlow Cycles", "help@example.com"),
                    recipients=[(f"Reader {number}", f"reader{number}@example.com")],
                    body=text,
                    html=html,
                    reply_to="help@example.com",
                    extra_headers={"X-Auto-Response-Suppress": "All"},
                )
            )


@contextmanager
def sink(delay_ms: float) -> Iterator[int]:
    command = [sys.executable, "-m", "bench.mail_sink", "--delay-ms", str(delay_ms)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
