"""The address of the mail server: what it may say, and what would be unsafe."""

import pytest

from portal.messages.mail_server import mail_server
from portal.settings import NotConfigured


@pytest.mark.parametrize(
    ("url", "host", "port", "from_start", "after_greeting", "user", "password", "ca"),
    [
        ("smtp://127.0.0.1", "127.0.0.1", 25, False, False, "", "", None),
        ("smtp://mx.example.com:2525", "mx.example.com", 2525, False, False, "", "", None),
        ("smtps://u:hunter2@mx.example", "mx.example", 465, True, False, "u", "hunter2", None),
        ("smtp+starttls://mx.example.com", "mx.example.com", 587, False, True, "", "", None),
        (
            "smtp+starttls://us%40er:p%3A%2Fw@mx.example.com:26?ca=/etc/our-ca.pem",
            "mx.example.com", 26, False, True, "us@er", "p:/w", "/etc/our-ca.pem",
        ),
        ("smtp://u:hunter2@localhost:25", "localhost", 25, False, False, "u", "hunter2", None),
        ("smtp://u:hunter2@[::1]:25", "::1", 25, False, False, "u", "hunter2", None),
    ],
)  # fmt: skip
def test_addresses_of_mail_servers(url, host, port, from_start, after_greeting, user, password, ca):
    server = mail_server(url)

    assert (server.host, server.port) == (host, port)
    assert (server.is_tls_from_start, server.is_tls_after_greeting) == (from_start, after_greeting)
    assert (server.user, server.password, server.ca) == (user, password, ca)
    assert not password or password not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:25",
        "http://mx.example.com",
        "smtp://",
        "smtp://mx.example.com:mail",
        "smtp://user:hunter2@mx.example.com",
        "smtps://mx.example.com?verify=no",
    ],
)
def test_an_unsafe_or_unreadable_address_is_refused_by_name(url):
    with pytest.raises(NotConfigured, match="PORTAL_SMTP_URL") as refused:
        mail_server(url)

    assert "hunter2" not in str(refused.value)
