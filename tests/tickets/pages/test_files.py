"""Files go out as downloads that no browser opens as a page of ours, to whom may see them."""

import pytest

from portal.tickets.models import Visibility
from portal.tickets.third_parties import dismiss_third_party
from tests import make
from tests.rig.browserless import Browser


@pytest.fixture
def ticket(ana):
    return make.ticket(by=ana)


def address(file, number="C-1001"):
    return f"/concerns/{number}/files/{file.id}/{file.name}"


def test_a_file_is_a_download_in_a_sandbox(ana, ticket, sign_in):
    page = b"<script>alert(1)</script>"
    file = make.attachment(ticket.replies[0], name="evil.html", content=page,
                           media_type="text/html")  # fmt: skip

    answer = sign_in(ana).visit(address(file))

    assert answer.content == page
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment; filename=evil.html"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_name_in_the_address_is_only_for_show(ana, ticket, sign_in):
    file = make.attachment(ticket.replies[0])

    answer = sign_in(ana).visit(f"/concerns/C-1001/files/{file.id}/..%5C..%5Cpasswd")

    assert answer.headers["Content-Disposition"] == "attachment; filename=brake.png"


@pytest.mark.parametrize("name", ["Größe 52.pdf", "a;b\"c'.txt", "名前.png"])
def test_every_name_makes_a_header_that_holds(ana, ticket, sign_in, name):
    file = make.attachment(ticket.replies[0], name=name)

    answer = sign_in(ana).visit(f"/concerns/C-1001/files/{file.id}/x")

    assert answer.status == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_nobody_else_gets_it_and_nobody_at_all_without_signing_in(ana, ben, ticket, sign_in, app):
    file = make.attachment(ticket.replies[0], content=b"CANARY")
    theirs = make.ticket(by=ben)

    assert sign_in(ben).visit(address(file)).status == 404
    assert sign_in(ben).visit(address(file, theirs.number)).status == 404
    page = Browser(app).visit(address(file))
    assert page.path.endswith("/sign-in")
    assert b"CANARY" not in page.content


def test_files_of_notes_and_of_strangers_are_not_for_the_customer(ana, kim, ticket, sign_in):
    note = make.reply(ticket, by=kim, visibility=Visibility.NOTE)
    strange = make.reply(ticket, by=ana, is_unverified=True)
    kept_out = make.reply(ticket, by=ana, is_unverified=True)
    files = [make.attachment(each) for each in (note, strange, kept_out)]
    dismiss_third_party(kept_out, by=kim)

    for file in files:
        assert sign_in(ana).visit(address(file)).status == 404


@pytest.mark.parametrize("file_id", ["0", "-1", "99", "2147483648", "9" * 30, "x"])
def test_what_is_not_there_is_a_404(ana, ticket, sign_in, file_id):
    assert sign_in(ana).visit(f"/concerns/C-1001/files/{file_id}/x").status == 404
