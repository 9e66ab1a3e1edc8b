"""Somebody's copy of their data: all of it, and nothing that is not theirs."""

import json
import re
import tracemalloc
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import current_app

from portal import clock
from portal.accounts import addresses, removing
from portal.accounts.models import User
from portal.customers.registering import find_contact_point
from portal.database import atomic, session
from portal.followups.enrolled_models import FollowUpMail
from portal.messages.models import Message, MessageState, Purpose
from portal.privacy import copying, requests
from portal.privacy.models import CopyState, DataCopy
from portal.tickets.models import Reply, Visibility
from tests import make
from tests.house.test_canaries import internal_words
from tests.privacy.people import planted

DAY = timedelta(days=1)
POOL = "workshop@pool.example.com"


def copy_of(user: User) -> zipfile.ZipFile:
    requests.ask_for_copy(user)
    copying.make_what_waits()
    session.expire_all()
    made = requests.copy_of(user)
    assert made is not None
    assert made.state is CopyState.READY
    return zipfile.ZipFile(current_app.extensions["portal_files"].path(made.sha256))


def content_of(copy: zipfile.ZipFile) -> bytes:
    assert copy.testzip() is None
    return b"\n".join(
        [*(copy.read(name) for name in copy.namelist()), repr(copy.namelist()).encode()]
    )


def test_her_copy_has_all_her_canaries_and_none_of_his(app):
    world, hers, his = planted()
    ana = world.people["ana"]

    content = content_of(copy_of(ana))

    found = hers.found_in(content)
    assert {each.rpartition(".")[0] for each in found} >= {
        "customers.name", "contact_points.name", "users.name", "tickets.subject", "replies.body",
        "attachments.name", "attachments.content", "inbound_mails.content", "messages.text",
        "messages.subject", "drafts.fields", "entries.particulars", "orders.product",
        "orders.build", "sign_ins.browser",
    }  # fmt: skip
    assert his.found_in(content) == set()
    assert b"ben@example.com" not in content


def test_each_word_said_in_her_concerns_is_there_and_no_internal_one(app):
    world, hers, _ = planted()
    ana = world.people["ana"]
    found = hers.found_in(content_of(copy_of(ana)))
    hidden = {".".join((table, row)) for table, row in internal_words()}

    said = session.scalars(
        sa.select(Reply).where(
            Reply.customer_id == ana.customer_id,
            Reply.visibility == Visibility.REPLY,
            Reply.is_unverified.is_(False),
        )
    )
    shown = {f"replies.body.{reply.id}" for reply in said}
    assert shown
    assert {each for each in found if each.startswith("replies.body.")} == shown
    assert {each for each in found if ".".join(each.split(".")[::2]) in hidden} == set()
    assert {
        each for each in found if each.startswith(("message_events.", "replies.notes"))
    } == set()


def test_what_staff_wrote_about_her_is_not_in_it(app):
    world, _, _ = planted()
    with atomic():
        session.execute(sa.update(FollowUpMail).values(reason="basic (decided: she haggles)"))

    content = content_of(copy_of(world.people["ana"]))

    assert b"Check-ins and other mails planned for you" in content
    assert b"haggles" not in content


def test_no_secret_is_in_it(ana):
    content = content_of(copy_of(ana))

    assert ana.password_hash.encode() not in content


def test_a_colleague_gets_what_is_hers_and_not_the_organisations(maria, olaf, kim):
    make.ticket(by=maria, subject="Bent fork", answered_by=kim, noted_by=kim, note="Careless again")
    make.ticket(by=olaf, subject="Olaf's own bell", body="It is dumb.")

    content = content_of(copy_of(maria)).decode(errors="replace")

    assert "Bent fork" in content
    assert "we are looking into it" in content
    assert "Olaf" not in content
    assert "It is dumb" not in content
    assert "Careless" not in content


def test_both_forms_say_the_same_and_explain_themselves(ana, kim):
    make.ticket(by=ana, subject="Front brake", answered_by=kim)
    copy = copy_of(ana)
    told = json.loads(copy.read("data.json"))
    page = copy.read("index.html").decode()

    assert told["rows"]["tickets"][0]["subject"] == "Front brake"
    assert told["fields"]["tickets"]["columns"]["subject"] == "Subject"
    assert told["fields"]["tickets"]["why"]
    assert told["rows"].keys() == told["fields"].keys()
    assert "Front brake" in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "<script" not in page


def test_what_she_wrote_cannot_become_markup(ana):
    make.ticket(by=ana, subject="<script>alert(1)</script>", body='"><img src=x onerror=alert(1)>')

    page = copy_of(ana).read("index.html").decode()

    assert "<script" not in page
    assert "<img" not in page


def test_it_speaks_her_language(ana):
    with atomic():
        ana.language = "ar"

    page = copy_of(ana).read("index.html").decode()

    assert 'lang="ar' in page
    assert 'dir="rtl"' in page


def test_a_mail_says_that_it_is_ready_and_has_nothing_in_it(ana, mailbox):
    make.ticket(by=ana, subject="Front brake")
    copy_of(ana)

    (mail,) = mailbox.to("ana@example.com")
    assert mail.subject == "Your data is ready to download"
    assert "/privacy" in mail.text
    assert "Front brake" not in mail.text


def test_pressing_twice_makes_one(ana):
    first, second = requests.ask_for_copy(ana), requests.ask_for_copy(ana)
    assert first.id == second.id
    copying.make_what_waits()

    assert requests.ask_for_copy(ana).id == first.id


def test_a_new_copy_replaces_the_old_one(ana):
    old = copy_of(ana)
    path = Path(old.filename)
    with clock.stopped_at(clock.now() + DAY):
        copy_of(ana)
        copying.throw_away_old()

    assert len(session.scalars(sa.select(DataCopy)).all()) == 1
    assert not path.exists()


def test_after_a_week_it_is_gone(ana):
    path = Path(copy_of(ana).filename)
    with clock.stopped_at(clock.now() + 7 * DAY):
        assert requests.copy_of(ana) is None
        copying.throw_away_old()

    assert session.scalars(sa.select(DataCopy)).all() == []
    assert not path.exists()


def test_no_more_than_a_few_in_a_day(ana):
    at = clock.now()
    for number in range(requests.COPIES_A_DAY):
        with clock.stopped_at(at + number * timedelta(minutes=11)):
            copy_of(ana)

    with (
        clock.stopped_at(at + timedelta(hours=1)),
        pytest.raises(requests.AskedTooOften),
    ):
        requests.ask_for_copy(ana)


def test_whoever_dies_over_it_is_followed_by_another(ana):
    asked = requests.ask_for_copy(ana)
    assert copying._claim(asked.id, "died")
    (copying._workshop() / "died").mkdir(parents=True)
    assert copying.make_what_waits() == 0

    with clock.stopped_at(clock.now() + copying.LEASE):
        assert copying.make_what_waits() == 1
    assert not (copying._workshop() / "died").exists()


def test_what_went_to_him_at_an_address_that_is_hers_now_is_not_in_her_copy(ana, ben, mailbox):
    confirm_another_address(ben, POOL, mailbox)
    make.message(to=ben, address=POOL, text="For Ben alone", state=MessageState.SENT)
    removing.remove(find_contact_point(POOL), by=ben)
    confirm_another_address(ana, POOL, mailbox)
    make.message(to=ana, address=POOL, text="For Ana alone", state=MessageState.SENT)

    content = content_of(copy_of(ana))

    assert b"For Ana alone" in content
    assert b"For Ben alone" not in content


def test_mails_to_an_address_with_letters_beyond_ascii_are_in_the_copy(app):
    ida = make.user("Ida Muster", email="Ida@M\u00fcller.example")
    make.message(to=ida, text="Your bike is ready", state=MessageState.SENT)

    assert b"Your bike is ready" in content_of(copy_of(ida))


def confirm_another_address(user: User, address: str, mailbox) -> None:
    addresses.ask(user, address, becomes_main=False)
    addresses.confirm(mailbox.links(address)[0].rpartition("/")[2], by=user)


def test_ten_thousand_mails_take_no_more_memory_than_a_thousand(ana):
    _mails(ana, 1000)
    few = _peak(ana)
    _mails(ana, 4000)
    many = _peak(ana)

    assert many < 1.5 * few + 2_000_000


@atomic()
def _mails(user: User, number: int) -> None:
    first = session.scalar(sa.select(sa.func.count()).select_from(Message))
    rows = [
        {
            "reference": f"many:{first + each}", "purpose": Purpose.SERVICE,
            "customer_id": user.customer_id, "to_address": user.email, "subject": "Hello",
            "text": "Hello, how are you? " * 50, "in_reply_to": {"ids": []},
        }
        for each in range(number)
    ]  # fmt: skip
    session.execute(sa.insert(Message), rows)


def _peak(user: User) -> int:
    with clock.stopped_at(clock.now() + DAY):
        tracemalloc.start()
        copy_of(user).close()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak
