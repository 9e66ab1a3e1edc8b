"""Somebody with a long history: copied and erased in time, whatever dies meanwhile.

`make privacy-campaign` runs the same with ten thousand mails on both databases, and says how long
it took.
"""

import os
import random
import resource
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import atomic, session
from portal.messages.models import InboundMail, Message, MessageEvent, MessageState, Purpose
from portal.privacy import copying, erasure, requests
from portal.privacy.models import Erasure, ErasureState
from portal.tickets.models import Attachment, Origin, Priority, Reply, Ticket, TicketKind
from tests import make
from tests.privacy.people import everything_kept

MAILS = int(os.environ.get("MAILS", "300"))
KILLS = int(os.environ.get("KILLS", "3"))
IN_TIME = 60
PATIENCE_SECONDS = 60


@atomic()
def long_history(of: User, word: str) -> None:
    """Thousands of mails, a fifth as many replies, and some hundred concerns, files, mails in."""
    files = current_app.extensions["portal_files"]
    numbers = range(MAILS // 50)
    point = session.scalars(sa.select(ContactPoint).where(ContactPoint.user_id == of.id)).one()
    at = clock.now()
    tickets = [
        Ticket(
            customer_id=of.customer_id, contact_point_id=point.id, raised_by_id=of.id,
            kind=TicketKind.QUESTION, subject=f"{word} {number}", priority=Priority.NORMAL,
            origin=Origin.MAIL, confirmed_at=at, first_promised_at=at, snippet=word,
        )
        for number in numbers
    ]  # fmt: skip
    session.add_all(tickets)
    session.flush()
    about = [ticket.id for ticket in tickets]
    mails = [
        {
            "reference": f"{word}:{each}", "purpose": Purpose.SERVICE, "subject": f"{word} {each}",
            "customer_id": of.customer_id, "to_address": of.email, "text": f"{word} " * 200,
            "thread": Ticket.about_of(about[each % len(about)]), "in_reply_to": {"ids": []},
            "state": MessageState.SENT,
        }
        for each in range(MAILS)
    ]  # fmt: skip
    sent = session.scalars(sa.insert(Message).returning(Message.id), mails).all()
    session.execute(
        sa.insert(MessageEvent),
        [{"message_id": each, "kind": "sent", "particulars": {"said": word}} for each in sent],
    )
    said = [
        {
            "customer_id": of.customer_id, "ticket_id": about[each % len(about)],
            "author_id": of.id, "author_name": of.name, "by_staff": False, "origin": Origin.MAIL,
            "body": f"{word} " * 100, "notes": {"notes": []},
        }
        for each in range(MAILS // 5)
    ]  # fmt: skip
    replies = session.execute(sa.insert(Reply).returning(Reply.id, Reply.ticket_id), said).all()
    for number in numbers:
        reply_id, ticket_id = replies[number]
        content = f"{word} file {number}".encode() * 1000
        raw = make.eml(sender=of.email, to="help@in.example.com", body=f"{word} mail {number}")
        session.add(
            Attachment(
                ticket_id=ticket_id, reply_id=reply_id, sha256=files.add(content),
                size=len(content), name=f"{word}.txt", media_type="text/plain",
            )
        )  # fmt: skip
        session.add(
            InboundMail(
                sha256=files.add(raw), size=len(raw), from_address=of.email, from_name=of.name,
                subject=word, state="routed", outcome="reply",
            )
        )  # fmt: skip


def grow_old() -> None:
    """Files that were just added would be left alone for ten minutes."""
    for path in current_app.extensions["portal_files"].folder.glob("*/*"):
        os.utime(path, (0, 0))


def test_a_copy_and_an_erasure_are_done_in_time(ana, ben, capsys):
    long_history(ana, "canary-of-ana")
    long_history(ben, "canary-of-ben")
    his = everything_kept().count(b"canary-of-ben")
    requests.ask_for_copy(ana)

    began = time.monotonic()
    assert copying.make_what_waits() == 1
    copied = time.monotonic() - began
    grow_old()
    wish = requests.ask_to_be_erased(ana)
    with clock.stopped_at(clock.now() + requests.COOLING_OFF):
        began = time.monotonic()
        while session.get_one(Erasure, wish.id, populate_existing=True).done_at is None:
            erasure.run_due()
    erased = time.monotonic() - began

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    kind = "sqlite" if session.database.is_sqlite else "postgresql"
    with capsys.disabled():
        print(f"\n{kind}: {MAILS} mails copied in {copied:.1f} s, erased in {erased:.1f} s, "
              f"{peak} MB at most (with the test itself)")  # fmt: skip
    assert max(copied, erased) < IN_TIME
    left = everything_kept()
    assert b"canary-of-ana" not in left.replace(b"canary-of-ana:", b"")
    assert left.count(b"canary-of-ben") == his


def test_workers_that_die_over_it_are_followed_by_others(ana, ben, live, capsys):
    long_history(ana, "canary-of-ana")
    grow_old()
    make.ticket(by=ben, subject="Not Ana's")
    wish = requests.ask_to_be_erased(ana)
    _due(wish)
    killed = 0
    until = time.monotonic() + PATIENCE_SECONDS + KILLS
    worker = live.start_worker()
    while _state(wish) is not ErasureState.DONE and time.monotonic() < until:
        if killed < KILLS and _has_begun(wish):
            time.sleep(random.uniform(0, 0.05))
            live.kill(worker)
            killed += 1
            worker = live.start_worker()
        time.sleep(0.01)

    assert _state(wish) is ErasureState.DONE, live.log("worker")[-2000:]
    _wait_for_files(until)
    assert b"canary-of-ana" not in everything_kept().replace(b"canary-of-ana:", b"")
    assert session.scalars(sa.select(Ticket.subject).where(Ticket.customer_id == ben.customer_id)
                           ).all() == ["Not Ana's"]  # fmt: skip
    with capsys.disabled():
        print(f"\n{killed} workers were killed while they erased")


def _wait_for_files(until: float) -> None:
    folder: Path = current_app.extensions["portal_files"].folder
    while any(folder.glob("??/*")) and time.monotonic() < until:
        time.sleep(0.1)


@atomic()
def _due(wish: Erasure) -> None:
    wish.due_at = clock.now() - timedelta(seconds=1)


def _state(wish: Erasure) -> ErasureState:
    session.commit()  # or this would go on looking at what was there when it first looked
    return session.get_one(Erasure, wish.id, populate_existing=True).state


def _has_begun(wish: Erasure) -> bool:
    return _state(wish) is ErasureState.RUNNING
