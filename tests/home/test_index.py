import pytest

from portal import clock
from portal.orders.models import ProductionStage
from tests import make


def tiles(page):
    return [tile.all(".//h2")[0].text for tile in page.by_class("tile")]


def test_ana_is_greeted_by_name_in_her_own_time(ana, sign_in):
    with clock.stopped_at(make.MONDAY.replace(hour=13)):
        page = sign_in(ana).visit("/")

    assert page.h1 == "Good afternoon, Ana"


def test_her_own_time_zone_counts(app, sign_in):
    nia = make.user("Nia Tan", time_zone="Asia/Tokyo")

    with clock.stopped_at(make.MONDAY.replace(hour=13)):
        assert sign_in(nia).visit("/").h1 == "Good evening, Nia"


def test_the_one_thing_that_waits_comes_first(ana, kim, sign_in):
    ticket = make.ticket(by=ana, answered_by=kim)
    make.ticket(by=ana, subject="Wrong bell", answered_by=kim)

    page = sign_in(ana).visit("/")

    assert len(page.by_class("turn")) == 1
    assert "One thing is waiting for you." in page.text
    button = page.by_class("turn")[0].by_class("btn")[0]
    assert ticket.number in button["href"]


def test_when_nothing_waits_it_says_so(ana, sign_in):
    make.ticket(by=ana)

    page = sign_in(ana).visit("/")

    assert page.by_class("turn") == []
    assert "Nothing is waiting for you." in page.text


def test_what_is_being_built_has_its_rail(ana, sign_in):
    with clock.stopped_at(make.MONDAY):
        order = make.order(of=ana, product="Tourer")
        page = sign_in(ana).visit("/")

    tile = page.by_class("tile")[0]
    assert tile.all(".//h2")[0].text == "Being built for you"
    assert "In paint now. Ready Mon 21 Dec" in tile.text
    assert [step.by_class("step__name")[0].text for step in tile.by_class("step")] == [
        "Ordered",
        "Frame",
        "Paint",
        "Assembly",
        "Ready",
    ]
    assert page.follow("Order details").path.endswith(f"/orders/{order.number}")
    assert "Your Tourer is on time: in paint now." in page.text


def test_what_was_delivered_is_kept_with_its_warranty(ana, sign_in):
    make.order(of=ana, product="City 8", stage=ProductionStage.DELIVERED)

    page = sign_in(ana).visit("/")

    assert "Being built for you" not in tiles(page)
    assert "What you have" in tiles(page)


def test_nothing_of_anas_stands_on_bens_page(ana, ben, kim, sign_in):
    make.ticket(by=ana, subject="Light flickers", answered_by=kim)
    make.order(of=ana, product="Tourer")

    page = sign_in(ben).visit("/")

    assert "Light flickers" not in page.text
    assert "Tourer" not in page.text
    assert page.h1.endswith("Ben")


def test_a_visitor_is_welcome_and_finds_the_way_in(app, visitor):
    page = visitor.visit("/")

    assert page.h1 == "How can we help?"
    assert page.follow("Register").path.endswith("/register")
    assert page.follow("Raise a concern").status == 200
    assert "Set-Cookie" not in page.headers


def test_staff_begin_at_the_desk(kim, mark, sign_in):
    assert sign_in(kim).visit("/").path.endswith("/desk")
    assert sign_in(mark).visit("/").path.endswith("/desk/customers")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_appearance_is_kept_and_leads_back(ana, sign_in, theme):
    browser = sign_in(ana)
    page = browser.visit("/orders")

    page = page.press({"dark": "Dark", "light": "Light"}[theme])

    assert page.path.endswith("/orders")
    assert page.all("/html")[0]["data-theme"] == theme
    assert browser.visit("/").all("/html")[0]["data-theme"] == theme


def test_matching_the_device_is_no_choice_of_ours(ana, sign_in):
    page = sign_in(ana).visit("/").press("Dark").press("Match my device")

    assert page.all("/html")[0].get("data-theme") is None


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/desk", "/concerns/C-1001/replies", "/nothing"]
)
def test_choosing_leads_to_a_page_of_ours_and_nowhere_else(ana, sign_in, path):
    browser = sign_in(ana)
    token = browser.visit("/").value("csrf_token")

    answer = browser.client.post(
        "/theme",
        data={"theme": "dark", "csrf_token": token},
        headers={"Referer": f"https://portal.example.com{path}"},
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("referrer", ["http://[", "https://[::1", "https://portal.example.com:x/"])
def test_a_form_from_no_address_at_all_is_refused(visitor, scheme, referrer):
    answer = visitor.client.post(
        "/theme",
        data={"theme": "dark", "csrf_token": visitor.csrf_token},
        headers={"Referer": referrer},
        base_url=f"{scheme}://portal.example.com",
    )

    assert answer.status_code == 403


def test_a_theme_that_is_none_is_not_kept(ana, sign_in):
    browser = sign_in(ana)
    token = browser.visit("/").value("csrf_token")

    page = browser.post("/theme", {"theme": '"><script>', "csrf_token": token})

    assert page.all("/html")[0].get("data-theme") is None
