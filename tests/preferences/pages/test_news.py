from portal.preferences import telling
from portal.preferences.telling import Told, tell
from portal.tickets import mails
from portal.tickets.conversation import reply
from tests import make


def test_news_lead_to_what_they_tell_of(ana, kim, sign_in):
    ticket = make.ticket(by=ana, subject="Front brake squeals")
    reply(ticket, body="The pads are worn.", by=kim)

    page = sign_in(ana).visit("/news").follow(f"Kim Visser answered your concern {ticket.number}")

    assert page.h1 == "Front brake squeals"


def test_who_has_no_news_is_told_so(ben, sign_in):
    assert "No news yet" in sign_in(ben).visit("/news").text


def test_old_news_are_pages_away(ana, kim, sign_in):
    said = reply(make.ticket(by=ana), body="The pads are worn.", by=kim)
    for number in range(64):
        told = Told(kind="concern-answered", text=f"News {number}.", path="/")
        tell(told, mail=mails.answered(said))

    page = sign_in(ana).visit("/news")
    assert "News 63." in page.text
    assert "News 33." not in page.text
    page = page.follow("Older").follow("Older")
    assert "News 0." in page.text
    assert "Older" not in page.text


def test_a_page_that_cannot_be_is_the_first(ana, sign_in):
    for before in ("-1", "x", "99999999999999999999"):
        assert sign_in(ana).visit(f"/news?before={before}").status == 200


def test_what_came_since_the_page_was_shown_is_still_new(ana, kim, sign_in):
    ticket = make.ticket(by=ana)
    reply(ticket, body="The pads are worn.", by=kim)
    page = sign_in(ana).visit("/news")
    reply(ticket, body="New pads are in.", by=kim)

    page.press("I have seen these")

    assert [each.read_at is None for each in telling.latest(ana, most=5)] == [True, False]


def test_forged_news_are_not_seen(ana, kim, sign_in):
    reply(make.ticket(by=ana), body="The pads are worn.", by=kim)
    browser = sign_in(ana)

    for until in ("", "x", "-99999999999999999999", "9" * 5000):
        fields = {"until": until, "csrf_token": browser.csrf_token}
        assert browser.post("/news/read", fields).status == 200

    assert telling.latest(ana, most=1)[0].read_at is None
