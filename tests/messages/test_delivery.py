"""What waits in the ledger is sent once, in order, and never claimed falsely."""

import time
from datetime import timedelta

from portal import clock
from portal.database import session
from portal.messages import delivery, lanes, outcomes, suppressing, transport
from portal.messages.answers import Answer, Stage
from portal.messages.delivery import claim, deliver_due
from portal.messages.models import Message, MessageState, Purpose
from tests import make
from tests.messages.scripted import HANG_UP, ScriptedServer

MINUTE = timedelta(minutes=1)
KEPT = Answer(Stage.END, 250, "Kept")


def state_of(message: Message) -> MessageState:
    session.expire_all()
    return session.get_one(Message, message.id).state


def kinds(message: Message) -> list[str]:
    return [event.kind for event in session.get_one(Message, message.id).events]


def deliver_in(wait: timedelta) -> int:
    with clock.stopped_at(clock.now() + wait):
        return deliver_due()


def test_what_is_due_is_sent_and_what_is_not_waits(ana, smtp):
    due = make.message(to=ana)
    later = clock.now() + timedelta(hours=1)
    waiting = make.message(to=ana, due_at=later, try_at=later)

    assert deliver_due() == 1

    assert (state_of(due), state_of(waiting)) == (MessageState.SENT, MessageState.QUEUED)
    assert kinds(due) == ["handing", "sent"]
    assert session.get_one(Message, due.id).sent_at
    assert [mail.to for mail in smtp.arrived] == [["ana@example.com"]]
    assert deliver_due() == 0


def test_no_transaction_is_open_while_the_server_is_spoken_to(ana, smtp, monkeypatch):
    make.message(to=ana)
    seen = []
    converse = transport.Connection.hand_over

    def watched(self, *arguments):
        seen.append(session.in_transaction())
        return converse(self, *arguments)

    monkeypatch.setattr(transport.Connection, "hand_over", watched)
    deliver_due()

    assert seen == [False]


def test_a_temporary_refusal_is_tried_again_later_and_later(ana, smtp):
    message = make.message(to=ana)
    smtp.manners.refuse["ana@example.com"] = [451, 451]

    deliver_due()

    assert state_of(message) is MessageState.QUEUED
    message = session.get_one(Message, message.id)
    assert (message.attempts, message.smtp_code) == (1, 451)
    assert message.reason == "refused for now: 451 Later"
    assert deliver_in(4 * MINUTE) == 0
    assert deliver_in(6 * MINUTE) == 1
    assert deliver_in(12 * MINUTE) == 0
    assert deliver_in(20 * MINUTE) == 1
    assert state_of(message) is MessageState.SENT
    assert len(smtp.arrived) == 1


def test_after_days_of_temporary_refusals_it_is_given_up(ana, smtp):
    message = make.message(to=ana, attempts=outcomes.MOST_TRIES - 1)
    smtp.manners.refuse["ana@example.com"] = 451

    deliver_due()

    assert state_of(message) is MessageState.FAILED
    assert message.reason.startswith("given up after 28 tries")


def test_a_refusal_for_good_fails_without_silencing_the_address(ana, smtp):
    message = make.message(to=ana)
    smtp.manners.refuse_content["ana@example.com"] = 554

    deliver_due()

    assert (state_of(message), message.reason) == (MessageState.FAILED, "refused: 554 Never")
    assert not suppressing.suppression_of("ana@example.com")


def test_a_dead_address_is_not_written_to_again(ana, app, portal):
    first, second = make.message(to=ana), make.message(to=ana)
    server = ScriptedServer({"RCPT": ["550 5.1.1 User unknown"]})
    portal.change_settings(smtp_url=server.url)

    deliver_one_by_one()
    server.close()

    assert state_of(first) is MessageState.FAILED
    assert (state_of(second), second.reason) == (MessageState.BLOCKED, "suppressed: hard bounce")
    assert server.commands.count("RCPT") == 1


def deliver_one_by_one() -> None:
    """As with many workers: each mail is claimed after the one before was dealt with."""
    for _ in range(3):
        for each in claim(limit=1):
            with transport.outgoing().connect() as connection:
                delivery._hand_over(connection, each)


def test_an_answer_that_never_came_leaves_the_mail_in_doubt_and_it_is_not_sent_again(ana, smtp):
    message = make.message(to=ana)
    smtp.manners.drop_after_data = {"ana@example.com"}

    deliver_due()
    deliver_in(timedelta(days=1))

    assert state_of(message) is MessageState.UNCERTAIN
    assert len(smtp.arrived) == 1


def test_a_sign_in_link_in_doubt_is_sent_again_under_the_same_id(ana, smtp):
    message = make.message(to=ana, purpose=Purpose.ACCOUNT, expires_at=clock.now() + 10 * MINUTE)
    smtp.manners.drop_after_data = {"ana@example.com"}
    deliver_due()
    assert state_of(message) is MessageState.QUEUED

    smtp.manners.drop_after_data = set()
    deliver_in(2 * MINUTE)

    assert state_of(message) is MessageState.SENT
    first, second = smtp.arrived
    assert first.raw == second.raw


def test_an_expired_mail_is_not_sent(ana, smtp):
    message = make.message(to=ana, purpose=Purpose.ACCOUNT, expires_at=clock.now() + MINUTE)

    deliver_in(2 * MINUTE)

    assert state_of(message) is MessageState.BLOCKED
    assert message.reason == "expired before it could be sent"
    assert not smtp.arrived


def test_a_link_s_secret_is_forgotten_once_it_is_sent(ana, smtp):
    secret = "kYw0mO2aJb3cVd4eXf5gZh6i"
    link = f"https://portal.example.com/sign-in/{secret}"
    theirs = f"https://files.example.com/d/{secret}"
    message = make.message(to=ana, text=f"Open {link}, not {theirs}", html=f'<a href="{link}">')

    deliver_due()

    assert secret in smtp.arrived[0].raw.decode()
    assert state_of(message) is MessageState.SENT
    assert message.text == f"Open https://portal.example.com/sign-in/…, not {theirs}"
    assert message.html == '<a href="https://portal.example.com/sign-in/…">'


def test_a_later_mail_of_a_thread_never_overtakes_an_earlier_one(ana, ben, smtp):
    first = make.message(to=ana, thread="ticket:7", subject="One")
    make.message(to=ana, thread="ticket:7", subject="Two")
    make.message(to=ben, thread="ticket:7", subject="For Ben")
    make.message(to=ana, thread="ticket:8", subject="Other")
    smtp.manners.refuse["ana@example.com"] = [451]

    deliver_due()
    assert [mail.header("Subject") for mail in smtp.arrived] == ["For Ben", "Other"]
    deliver_due()
    assert len(smtp.arrived) == 2
    assert state_of(first) is MessageState.QUEUED

    deliver_in(6 * MINUTE)
    deliver_in(6 * MINUTE)
    assert [mail.header("Subject") for mail in smtp.arrived][2:] == ["One", "Two"]


def test_a_mail_planned_for_later_holds_nothing_up(ana, smtp):
    later = clock.now() + timedelta(days=3)
    make.message(to=ana, thread="ticket:7", subject="Survey", due_at=later, try_at=later)
    make.message(to=ana, thread="ticket:7", subject="Answer")

    deliver_due()

    assert [mail.header("Subject") for mail in smtp.arrived] == ["Answer"]


def test_after_a_day_without_workers_every_thread_keeps_its_order(ana, ben, smtp):
    for number in range(12):
        day_before = clock.now() - timedelta(days=1) + number * MINUTE
        make.message(
            to=(ana, ben)[number % 2], thread=f"ticket:{number % 3}", subject=str(number),
            due_at=day_before, try_at=day_before,
        )  # fmt: skip

    while deliver_due():
        pass

    for person in ("ana@example.com", "ben@example.com"):
        for thread in range(3):
            numbers = [int(mail.header("Subject")) for mail in smtp.to(person)]
            of_thread = [number for number in numbers if number % 3 == thread]
            assert of_thread == sorted(of_thread)
    assert len(smtp.arrived) == 12


def test_a_dead_server_costs_no_mail_a_try_and_is_left_in_peace(ana, portal, app, smtp):
    message = make.message(to=ana)
    portal.change_settings(smtp_url="smtp://127.0.0.1:9")

    with clock.stopped_at(make.MONDAY + timedelta(days=365)) as moment:
        assert deliver_due() == 0
        assert (state_of(message), message.attempts) == (MessageState.QUEUED, 0)
        assert lanes.is_paused()
        assert "refused" in lanes.lane().reason
        session.commit()
        assert deliver_due() == 0
        assert lanes.lane().faults == 1

    portal.change_settings(smtp_url=smtp.url)
    with clock.stopped_at(moment + timedelta(seconds=6)):
        assert deliver_due() == 1
        session.expire_all()
        assert lanes.lane().faults == 0
    assert state_of(message) is MessageState.SENT


def test_the_pause_grows_to_a_minute(app):
    with clock.stopped_at(make.MONDAY) as now:
        pauses = []
        for _ in range(6):
            lanes.pause("no answer")
            pauses.append((lanes.lane().paused_until - now).total_seconds())

    assert pauses == [5, 10, 20, 40, 60, 60]


def test_a_server_that_refuses_our_sender_is_a_fault_of_the_lane(ana, portal, app):
    message = make.message(to=ana)
    server = ScriptedServer({"MAIL": "550 5.7.1 Who are you"})
    portal.change_settings(smtp_url=server.url)

    deliver_due()
    server.close()

    assert (state_of(message), message.attempts) == (MessageState.QUEUED, 0)
    assert lanes.lane().reason == "550 5.7.1 Who are you"


def test_a_connection_lost_before_the_last_byte_is_tried_again(ana, portal, app, smtp):
    message = make.message(to=ana)
    server = ScriptedServer({"DATA": HANG_UP})
    portal.change_settings(smtp_url=server.url)
    deliver_due()
    server.close()
    assert state_of(message) is MessageState.QUEUED

    portal.change_settings(smtp_url=smtp.url)
    deliver_in(6 * MINUTE)

    assert len(smtp.arrived) == 1


def test_a_mail_that_breaks_the_hand_over_is_put_aside_and_others_go_on(ana, ben, smtp):
    poison = make.message(to=ana, from_name="Eve\r\nBcc: everyone@evil.example")
    good = make.message(to=ben)

    for round in range(4):
        deliver_in(round * timedelta(hours=1))

    assert state_of(good) is MessageState.SENT
    assert state_of(poison) is MessageState.FAILED
    assert poison.reason.startswith("put aside, it cannot be handed over: BadHeaderError")
    assert len(smtp.arrived) == 1


def test_a_round_ends_in_time_and_gives_back_the_rest(ana, smtp, monkeypatch):
    monkeypatch.setattr(delivery, "ROUND_SECONDS", 0)
    messages = [make.message(to=ana) for _ in range(3)]

    deliver_due()

    states = [state_of(each) for each in messages]
    assert MessageState.CLAIMED not in states
    assert states.count(MessageState.QUEUED) >= 2


def test_an_address_silenced_after_posting_is_not_written_to(ana, smtp):
    message = make.message(to=ana)
    suppressing.suppress("ana@example.com", reason=suppressing.HARD_BOUNCE)

    deliver_due()

    assert state_of(message) is MessageState.BLOCKED
    assert not smtp.arrived


def test_fifty_mails_leave_within_five_seconds(ana, smtp):
    for _ in range(50):
        make.message(to=ana)

    started = time.monotonic()
    deliver_due()

    assert len(smtp.arrived) == 50
    assert time.monotonic() - started < 5
