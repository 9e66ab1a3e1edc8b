"""Erasing somebody: nothing of them is left, and nothing of anybody else is touched."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts import addresses, removing
from portal.accounts.models import SignIn, User
from portal.accounts.signing_up import user_at
from portal.consent.choices import withdraw
from portal.consent.models import ConsentEvent, Purpose
from portal.customers.models import ContactPoint
from portal.customers.registering import contact_point_for, find_contact_point
from portal.database import atomic, session
from portal.history.models import Entry
from portal.messages import delivery
from portal.messages.models import InboundMail, Message, MessageState
from portal.orders.models import Order, ProductionStage
from portal.personal import STAYS
from portal.privacy import copying, erasure, journal, loose_files, requests
from portal.privacy.models import DataCopy, Erasure, ErasureState
from portal.privacy.subjects import tables
from portal.tickets.models import Attachment, Reply, Ticket, TicketState, TicketViewer
from tests import make
from tests.privacy.people import columns, everything_kept, planted

A_WEEK = timedelta(days=7, minutes=1)
SOME_MONTHS = timedelta(days=150)
ELEVEN_YEARS = timedelta(days=366 * 11)
POOL = "workshop@pool.example.com"


def erase(user: User, *, after: timedelta = A_WEEK) -> Erasure:
    """Ask, and let the seven days go by."""
    with clock.stopped_at(clock.now()):
        wish = requests.ask_to_be_erased(user)
    later(after)
    return session.get_one(Erasure, wish.id, populate_existing=True)


def later(span: timedelta) -> None:
    with clock.stopped_at(clock.now() + span):
        erasure.run_due()
    session.expire_all()


@atomic()
def deliver(user: User) -> None:
    for order in session.scalars(sa.select(Order).where(Order.customer_id == user.customer_id)):
        order.stage = ProductionStage.DELIVERED


def facts() -> set[str]:
    """The columns that stay as they are, by their domains' own word."""
    return {
        f"{table.name}.{name}"
        for table in tables()
        for name, column in table.columns.items()
        if column.erased is STAYS and not table.rows_go
    }


def test_no_canary_of_hers_is_left_and_every_one_of_his(app):
    world, hers, his = planted()
    ana = world.people["ana"]
    deliver(ana)
    before = his.found_in(everything_kept())
    assert columns(hers.found_in(everything_kept())) >= {
        "customers.name", "contact_points.name", "users.name", "tickets.subject", "replies.body",
        "attachments.content", "inbound_mails.content", "inbound_mails.subject", "messages.text",
        "messages.subject", "message_events.particulars", "drafts.fields", "entries.particulars",
        "sign_ins.browser", "orders.build",
    }  # fmt: skip

    done = erase(ana)

    left = everything_kept()
    assert done.state is ErasureState.DONE
    assert columns(hers.found_in(left)) <= facts() | {"orders.build"}
    assert b"ana@example.com" not in left
    assert b"Ana Ruiz" not in left
    assert his.found_in(left) == before
    assert {each["what"][:11] for each in done.kept["kept"]} == {"Your orders"}


def test_what_is_being_built_keeps_her_name_until_it_is_delivered(app):
    world, hers, _ = planted()
    ana = world.people["ana"]

    done = erase(ana)

    held = {"customers.name", "contact_points.name", "orders.build"}
    assert columns(hers.found_in(everything_kept())) - facts() == held
    assert [each["until"] for each in done.kept["kept"]] == sorted(
        each["until"] for each in done.kept["kept"]
    )
    deliver(ana)
    later(SOME_MONTHS)
    assert columns(hers.found_in(everything_kept())) - facts() == {"orders.build"}
    later(ELEVEN_YEARS)
    assert columns(hers.found_in(everything_kept())) - facts() == set()
    assert session.get_one(Erasure, done.id).again_on is None


def test_nothing_is_left_in_the_file_of_sqlite_itself(ana, kim):
    """PostgreSQL overwrites when it vacuums."""
    for number in range(50):
        make.ticket(by=ana, subject=f"canary {number}", body="canary " * 300, answered_by=kim)
        make.message(to=ana, subject="canary", text="canary " * 300)
    database = Path(session.database.url.database or "")
    if not session.database.is_sqlite:
        return
    session.commit()

    erase(ana)

    files = list(database.parent.glob(f"{database.name}*"))
    # Another process looks: this one would give up SQLite's locks by closing what it reads.
    look = subprocess.run(["grep", "-l", "canary", *files], capture_output=True, timeout=30)
    assert (look.stdout, look.stderr) == (b"", b"")


def test_the_statistics_stand(app):
    world, _, _ = planted()
    ana = world.people["ana"]
    counted = (Ticket, Reply, Message, InboundMail, Order, Entry)
    before = [session.scalar(sa.select(sa.func.count()).select_from(each)) for each in counted]
    prices = session.scalars(sa.select(Order.price_minor).order_by(Order.id)).all()
    opened = session.scalars(sa.select(Ticket.opened_at).order_by(Ticket.id)).all()

    erase(ana)

    after = [session.scalar(sa.select(sa.func.count()).select_from(each)) for each in counted]
    added = [0, 0, 1, 0, 0, 0]  # the mail that told her when she would be erased
    assert [now - then for now, then in zip(after, before, strict=True)] == added
    assert session.scalars(sa.select(Order.price_minor).order_by(Order.id)).all() == prices
    assert session.scalars(sa.select(Ticket.opened_at).order_by(Ticket.id)).all() == opened


def test_her_open_concerns_end_and_the_desk_can_still_look_at_them(ana, ben, kim, sign_in):
    hers = make.ticket(by=ana, answered_by=kim, noted_by=kim)
    his = make.ticket(by=ben)

    erase(ana)

    assert (hers.state, hers.subject, hers.due_at) == (TicketState.SOLVED, "Erased", None)
    assert {reply.body for reply in hers.replies} == {""}
    assert his.state is TicketState.NEW
    page = sign_in(kim).visit(f"/desk/tickets/{hers.number}")
    assert page.status == 200
    assert f"Erased customer {ana.customer.number}" in page.text
    assert sign_in(kim).visit(f"/desk/customers/{ana.customer.number}").status == 200


def test_the_door_is_closed(ana, sign_in):
    browser = sign_in(ana)

    erase(ana)

    assert session.scalars(sa.select(SignIn).where(SignIn.user_id == ana.id)).all() == []
    assert browser.visit("/concerns").url.endswith("/sign-in")
    assert not ana.is_active
    assert ana.password_hash is None


def test_she_may_come_back_as_somebody_new(ana):
    old = ana.customer_id

    erase(ana)
    new = contact_point_for("ana@example.com", name="Ana")

    assert new.customer_id != old
    points = session.scalars(sa.select(ContactPoint).where(ContactPoint.customer_id == old)).all()
    assert all("@erased.invalid" in each.address for each in points)


def test_who_came_back_to_what_had_to_stay_is_not_erased_again(ana):
    """Her order was being built, so her address was still there, and she showed that it is hers."""
    make.order(of=ana)
    erase(ana)
    point = session.scalars(sa.select(ContactPoint)).one()
    assert point.address == "ana@example.com"
    with atomic():
        point.user_id = None
        new = user_at(point)
    deliver(ana)

    later(SOME_MONTHS)

    assert (point.address, new.is_active) == ("ana@example.com", True)


def test_nobody_is_erased_before_the_week_is_over_nor_after_a_cancel(ana):
    wish = requests.ask_to_be_erased(ana)
    later(timedelta(days=6, hours=23))
    assert session.get_one(Erasure, wish.id).state is ErasureState.WAITING

    requests.cancel(wish)
    later(A_WEEK)

    assert ana.name == "Ana Ruiz"
    assert ana.is_active


def test_asking_twice_is_one_wish_and_one_mail(ana, mailbox):
    first, second = requests.ask_to_be_erased(ana), requests.ask_to_be_erased(ana)

    assert first.id == second.id
    assert [mail.subject for mail in mailbox.to("ana@example.com")] == ["Your data will be erased"]


def test_a_colleague_goes_and_the_organisations_concerns_stay(maria, olaf, kim):
    hers = make.ticket(by=maria, subject="Bent fork", body="The fork is bent.", answered_by=kim)
    his = make.ticket(by=olaf, subject="Bell", body="The bell is dumb.", shown_to=maria)
    file = make.attachment(hers.replies[0])

    erase(maria)

    assert (hers.subject, hers.replies[0].body) == ("Bent fork", "The fork is bent.")
    assert hers.replies[0].author_name == "Erased person"
    assert hers.state is TicketState.WAITING
    assert session.get(Attachment, file.id) is not None
    assert his.replies[0].author_name == "Olaf Berg"
    assert session.scalars(sa.select(TicketViewer)).all() == []
    assert maria.customer.name == "Northwind"
    left = everything_kept()
    assert b"maria@northwind" not in left
    assert b"Maria Lindqvist" not in left
    assert olaf.is_active


def test_a_file_that_ben_has_too_stays(ana, ben):
    content = make.PNG + b"the same picture"
    hers = make.attachment(make.ticket(by=ana).replies[0], content=content)
    his = make.attachment(make.ticket(by=ben).replies[0], content=content)
    own = make.attachment(make.ticket(by=ana).replies[0], content=make.PNG + b"only hers")
    files = loose_files._store()
    only_hers = own.sha256
    assert hers.sha256 == his.sha256

    erase(ana)

    assert files.has(his.sha256)
    assert not files.has(only_hers)


def test_a_file_added_in_this_very_moment_stays(ana):
    """Somebody may be about to write the row that names it."""
    sha256 = loose_files._store().add(b"just now")
    loose_files.let_go([sha256])

    assert loose_files.discard() == 0
    assert loose_files._store().has(sha256)


def test_a_run_that_dies_is_gone_on_with(ana, ben, monkeypatch):
    """After each single batch another worker takes over."""
    monkeypatch.setattr(erasure, "BATCH", 2)
    for number in range(5):
        make.message(to=ana, text=f"Hello {number}")
    make.message(to=ben)
    wish = requests.ask_to_be_erased(ana)
    rounds = 0
    while session.get_one(Erasure, wish.id).state is not ErasureState.DONE:
        with clock.stopped_at(clock.now() + A_WEEK):
            erasure.run_due(seconds=0)
        session.expire_all()
        rounds += 1
        assert rounds < 200

    assert rounds > 20
    assert {mail.text for mail in session.scalars(sa.select(Message))} == {
        "", "We are looking into it.",
    }  # fmt: skip


def test_a_mail_that_waits_is_not_sent_any_more(ana, smtp):
    waiting = make.message(to=ana)

    erase(ana)
    with clock.stopped_at(clock.now() + A_WEEK):
        delivery.deliver_due()

    assert smtp.to("ana@example.com") == []
    assert (waiting.state, waiting.text) == (MessageState.BLOCKED, "")


def test_a_claimed_mail_loses_its_claim(ana):
    waiting = make.message(to=ana)
    (claimed,) = delivery.claim()

    erase(ana)

    assert not delivery.begin_handing(claimed)
    session.expire_all()
    assert (waiting.state, waiting.to_address) == (MessageState.BLOCKED, "")


def test_a_mail_being_handed_over_is_waited_for(ana):
    sent = make.message(to=ana)
    (claimed,) = delivery.claim()
    assert delivery.begin_handing(claimed)

    wish = erase(ana)
    assert wish.state is ErasureState.RUNNING
    assert sent.text != ""

    _settled(sent)
    later(A_WEEK)
    assert session.get_one(Erasure, wish.id).state is ErasureState.DONE
    assert (sent.state, sent.text) == (MessageState.SENT, "")


@atomic()
def _settled(message: Message) -> None:
    message.state = MessageState.SENT


def test_her_copy_goes_with_her(ana):
    requests.ask_for_copy(ana)
    copying.make_what_waits()
    made = session.scalars(sa.select(DataCopy)).one()
    sha256 = made.sha256

    erase(ana)

    assert session.scalars(sa.select(DataCopy)).all() == []
    assert not loose_files._store().has(sha256)


def test_whoever_is_restored_from_a_backup_is_erased_again(ana, ben):
    """The journal is beside the database, so it knows more than an older backup."""
    name, email, key = ana.name, ana.email, ana.email_key
    erase(ana)
    with atomic():
        ana.name, ana.email, ana.email_key, ana.disabled_at = name, email, key, None
        session.execute(sa.delete(Erasure))

    assert journal.replay() == 1
    later(timedelta(minutes=1))

    assert ana.name == f"Erased customer {ana.customer.number}"
    assert ben.is_active
    assert "ana" not in journal.path().read_text()


def run_in_process(_number):
    erasure.run_due()


def test_four_workers_erase_once(ana, race):
    make.ticket(by=ana)
    wish = requests.ask_to_be_erased(ana)
    with atomic():
        wish.due_at = clock.now()

    race(run_in_process, each=[(each,) for each in range(4)])

    done = session.get_one(Erasure, wish.id)
    assert done.state is ErasureState.DONE
    assert done.counts["tickets"] == 1


@pytest.mark.one_database
def test_the_record_of_it_names_nobody(ana, kim):
    make.ticket(by=ana, answered_by=kim)

    done = erase(ana)

    said = repr((done.counts, done.kept, done.progress))
    assert "ana" not in said.lower().replace("analy", "")
    assert done.counts["replies"] == 2


@pytest.mark.parametrize("is_named", [True, False])
def test_a_colleague_takes_along_an_address_that_she_gave_up(maria, mailbox, is_named):
    addresses.ask(maria, POOL, becomes_main=False)
    addresses.confirm(mailbox.links(POOL)[0].rpartition("/")[2], by=maria)
    pool = find_contact_point(POOL)
    if is_named:
        withdraw(pool, Purpose.NEWS, place="/privacy", by=maria)
    make.message(to=maria, address=POOL, text="For Maria at the pool")
    removing.remove(pool, by=maria)

    erase(maria)

    left = everything_kept()
    assert POOL.encode() not in left
    assert b"For Maria at the pool" not in left


def test_an_address_that_a_colleague_has_now_stays_his(maria, olaf, mailbox):
    for user in (maria, olaf):
        if find_contact_point(POOL):
            removing.remove(find_contact_point(POOL), by=maria)
        addresses.ask(user, POOL, becomes_main=False)
        addresses.confirm(mailbox.links(POOL)[0].rpartition("/")[2], by=user)
    make.message(to=olaf, address=POOL, text="For Olaf at the pool")

    erase(maria)

    assert find_contact_point(POOL).user_id == olaf.id
    assert b"For Olaf at the pool" in everything_kept()


@pytest.mark.parametrize("address", ["Mia.Case@Example.com", "Mia@M\u00fcller.example"])
def test_a_colleague_goes_however_her_address_is_spelt(northwind, address):
    mia = make.user("Mia Case", of=northwind, email=address)
    make.message(to=mia, text="For Mia alone")
    make.consent(mia, evidence="order:7")
    with atomic():
        session.execute(sa.update(ConsentEvent.__table__).values(by_id=None, by_name=""))

    erase(mia)

    left = everything_kept()
    assert b"For Mia alone" not in left
    assert address.encode() not in left
