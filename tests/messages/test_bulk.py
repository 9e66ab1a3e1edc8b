"""What stands on its reader's choice leaves quickly, and is as honest as what people wait for."""

import pytest

from portal import clock
from portal.database import session
from portal.messages import bulk, delivery, lanes
from portal.messages.delivery import deliver_due
from portal.messages.models import Message, MessageState
from tests import make
from tests.messages.scripted import HANG_UP, ScriptedServer

PIPELINING = "250-mx.example.com\r\n250 PIPELINING"
SENT, QUEUED, UNCERTAIN = MessageState.SENT, MessageState.QUEUED, MessageState.UNCERTAIN


@pytest.fixture
def server(portal, app):
    """`server(RCPT=…)`: a mail server that takes several commands at once."""
    running = []

    def start(**says):
        running.append(ScriptedServer({"EHLO": PIPELINING, **says}))
        portal.change_settings(smtp_url=running[-1].url, bulk_connections=1)
        return running[-1]

    yield start
    for each in running:
        each.close()


def post(number, *, to, **columns):
    return [
        make.message(to=to, subject=f"Mail {each}", consent_purpose="advice", **columns)
        for each in range(number)
    ]


def states(messages):
    session.commit()
    session.expire_all()
    return [session.get_one(Message, each.id).state for each in messages]


def test_the_next_envelope_is_there_before_the_answer_to_the_last_mail(ana, server):
    heard = server()
    mails = post(3, to=ana)

    assert bulk.deliver_bulk() == 3

    assert states(mails) == [SENT] * 3
    commands = [each for each in heard.commands if each in ("MAIL", "RCPT", "DATA", "RSET", "EHLO")]
    assert commands == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3]


def test_each_mail_is_written_down_before_it_leaves_and_when_it_has(ana, server):
    server()
    [mail] = post(1, to=ana)

    bulk.deliver_bulk()

    assert states([mail]) == [SENT]
    kept = session.get_one(Message, mail.id)
    assert [event.kind for event in kept.events] == ["handing", "sent"]
    session.refresh(kept)
    assert (kept.smtp_code, kept.sent_at is not None) == (250, True)


def test_one_refused_reader_does_not_stop_the_others(ana, server):
    server(RCPT=["250 OK", "450 4.2.1 Later", "250 OK", "250 OK"], DATA=[
        "354 Go ahead", "503 No recipient", "354 Go ahead", "354 Go ahead"])  # fmt: skip
    mails = post(3, to=ana)

    bulk.deliver_bulk()

    assert states(mails) == [SENT, QUEUED, SENT]
    assert session.get_one(Message, mails[1].id).reason == "refused for now: 450 4.2.1 Later"


def test_a_server_that_would_take_a_mail_for_nobody_is_left(ana, server):
    heard = server(RCPT=["450 Later", "250 OK"])
    mails = post(2, to=ana)

    bulk.deliver_bulk()

    assert states(mails) == [QUEUED, SENT]
    assert heard.commands.count("EHLO") == 2


def test_a_server_that_ends_the_conversation_gets_another_one(ana, server):
    heard = server(MAIL=["250 OK", "421 So many are enough", "250 OK", "250 OK"])
    mails = post(3, to=ana)

    bulk.deliver_bulk()

    assert states(mails) == [SENT] * 3
    assert heard.commands.count("EHLO") == 2


def test_a_connection_lost_after_the_last_byte_leaves_one_mail_in_doubt(ana, server):
    server(**{".": ["250 Kept", HANG_UP, "250 Kept"]})
    mails = post(3, to=ana)

    bulk.deliver_bulk()

    assert states(mails) == [SENT, UNCERTAIN, SENT]


def test_a_server_in_trouble_rests_and_nothing_is_lost(ana, server):
    server(MAIL="451 Try again later")
    mails = post(2, to=ana)

    bulk.deliver_bulk()

    assert states(mails) == [QUEUED, QUEUED]
    assert lanes.is_paused()


def test_a_server_that_takes_one_command_at_a_time_gets_them_so(ana, server):
    server(EHLO="250 mx.example.com")
    mails = post(3, to=ana)

    assert bulk.deliver_bulk() == 3
    assert states(mails) == [SENT] * 3


def test_several_connections_share_the_work_and_send_nothing_twice(ana, smtp, portal):
    portal.change_settings(smtp_url=smtp.url, bulk_connections=4)
    mails = post(120, to=ana)

    assert bulk.deliver_bulk() == 120

    assert set(states(mails)) == {SENT}
    ids = [each.header("Message-ID") for each in smtp.arrived]
    assert len(ids) == len(set(ids)) == 120


def test_a_claim_that_was_lost_meanwhile_sends_nothing(ana, server, monkeypatch):
    heard = server()
    mails = post(2, to=ana)
    claimed = bulk.claim()
    delivery.release(claimed[0].attempt)
    monkeypatch.setattr(bulk, "claim", iter([claimed, []]).__next__)

    bulk.deliver_bulk()

    assert states(mails) == [QUEUED, QUEUED]
    assert not [each for each in heard.heard if each.startswith(".From")]


def test_what_people_wait_for_goes_another_way(ana, smtp):
    [told] = post(1, to=ana)
    waited_for = make.message(to=ana)

    assert (deliver_due(), states([waited_for, told])) == (1, [SENT, QUEUED])
    assert (bulk.deliver_bulk(), states([told])) == (1, [SENT])


def test_all_workers_together_keep_to_so_many_a_minute(ana, smtp, portal):
    portal.change_settings(smtp_url=smtp.url, bulk_per_minute=5)
    mails = post(8, to=ana)

    assert bulk.deliver_bulk() == 5
    assert bulk.deliver_bulk() == 0
    with clock.stopped_at(clock.now() + lanes.MINUTE):
        assert bulk.deliver_bulk() == 3

    assert set(states(mails)) == {SENT}
