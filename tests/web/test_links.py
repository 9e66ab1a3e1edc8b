"""Addresses of our own pages, as they stand in mails."""

from portal.web.links import absolute


def test_an_address_comes_from_the_settings_without_any_request(app):
    assert absolute("accounts.show_link", token="x") == "https://portal.example.com/link/x"


def test_a_forged_host_does_not_get_into_it(app):
    with app.test_request_context(base_url="https://evil.example"):
        assert absolute("accounts.sign_in") == "https://portal.example.com/sign-in"
