"""What a mail server's answer means for the mail, and what it must not mean."""

import pytest

from portal.messages.answers import Answer, Stage, Verdict, judge


@pytest.mark.parametrize(
    ("stage", "code", "text", "verdict"),
    [
        (Stage.END, 250, "2.0.0 Ok: queued as 4Xy", Verdict.SENT),
        (Stage.SENDER, 421, "Too many connections", Verdict.LANE_FAULT),
        (Stage.SENDER, 550, "5.7.1 Sender address rejected", Verdict.LANE_FAULT),
        (Stage.SENDER, 0, "connection lost", Verdict.LANE_FAULT),
        (Stage.RECIPIENT, 451, "4.7.1 Greylisted, try again", Verdict.RETRY),
        (Stage.RECIPIENT, 452, "4.2.2 The mailbox is full", Verdict.RETRY_SLOWLY),
        (Stage.RECIPIENT, 421, "Closing", Verdict.RETRY),
        (Stage.RECIPIENT, 530, "5.7.0 Authentication required", Verdict.RETRY),
        (Stage.RECIPIENT, 0, "connection lost", Verdict.RETRY),
        (Stage.RECIPIENT, 550, "5.1.1 User unknown", Verdict.DEAD_ADDRESS),
        (Stage.RECIPIENT, 550, "No such user here", Verdict.DEAD_ADDRESS),
        (Stage.RECIPIENT, 550, "5.4.4 Host or domain name not found", Verdict.DEAD_ADDRESS),
        (Stage.RECIPIENT, 550, "5.7.1 Blocked, see https://spam.example", Verdict.FAILED),
        (Stage.RECIPIENT, 550, "Requested action not taken", Verdict.FAILED),
        (Stage.RECIPIENT, 552, "5.2.2 Over quota", Verdict.FAILED),
        (Stage.RECIPIENT, 554, "5.7.1 Relay access denied", Verdict.FAILED),
        (Stage.DATA, 451, "Out of disk", Verdict.RETRY),
        (Stage.BODY, 0, "connection lost", Verdict.RETRY),
        (Stage.END, 0, "connection lost", Verdict.UNCERTAIN),
        (Stage.END, -1, "garbage", Verdict.UNCERTAIN),
        (Stage.END, 354, "go ahead", Verdict.UNCERTAIN),
        (Stage.END, 451, "4.3.0 Try again", Verdict.RETRY),
        (Stage.END, 552, "5.3.4 Message too big", Verdict.FAILED),
        (Stage.END, 554, "5.7.1 Spam: user unknown to us", Verdict.FAILED),
    ],
)
def test_answers_of_mail_servers(stage, code, text, verdict):
    assert judge(Answer(stage, code, text)) is verdict
