import pytest

from portal.tickets import cautions, notices
from portal.tickets.placeholders import fill, troubles
from tests import make


@pytest.mark.parametrize(
    "text",
    [
        "Please see the attached plan.",
        "The drawing is an attachment to this mail.",
        "Im Anhang finden Sie den Plan.",
        "Anbei der Plan.",
        "Vous trouverez ci-joint le plan.",
        "Le plan est en pièce jointe.",
        "In de bijlage vindt u het plan.",
        "تجدون الخطة في الملف المرفق",
    ],
)
def test_a_promised_file_is_noticed(text):
    assert cautions.promises_a_file(text)


@pytest.mark.parametrize(
    "text", ["", "Send us a photo.", "> I attached a photo\nWhich one?", "Bleiben Sie dran."]
)
def test_no_file_is_promised(text):
    assert not cautions.promises_a_file(text)


def test_an_answer_to_a_colleague_is_asked_about(kim, lea):
    ticket = make.ticket(by=make.user("Lou Park"))
    lou = make.customer("Desk")
    point = make.contact_point(lou, lea.email)
    ticket = make.ticket(by=make.user("Pat Ro", of=lou), contact_point=point)

    assert [each.name for each in cautions.about(ticket, "Hi", has_files=False)] == ["colleague"]


def test_names_in_an_answer_are_asked_about(ana, kim, lea):
    ticket = make.ticket(by=ana)
    found = cautions.about(ticket, f"Ask @{lea.given_name}.", has_files=False)
    assert [each.name for each in found] == ["mention"]
    assert notices.mentioned("mail lea@marlow.example.com") == []


def test_placeholders_are_filled_or_leave_a_gap_to_see(ana, kim):
    ticket = make.ticket(by=ana)
    text = "((customer.name)) (( ticket.number )) ((order.product|your bike)) ((order.number))"
    assert fill(text, ticket, kim) == (f"Ana Ruiz {ticket.number} your bike [number of the order?]")


@pytest.mark.parametrize("text", ["((x))", "((customer.name", "a)) b", "((customer.__class__))"])
def test_what_is_no_placeholder_is_said(text):
    assert troubles(text)
