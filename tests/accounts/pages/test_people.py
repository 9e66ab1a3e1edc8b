"""The people of an organisation, and who may look after them."""

import pytest
import sqlalchemy as sa

from portal import clock
from portal.accounts.models import Invitation, Sight, User
from portal.database import session
from portal.privacy import erasure
from portal.privacy.requests import ask_to_be_erased
from tests import make

IDA = "ida@northwind.example.com"


def invite(browser, email=IDA, sees="shared"):
    page = browser.visit("/people").fill(name="Ida Falk", e_mail_address=email, sees=sees)
    return page.press("Send invitation")


def test_a_colleague_is_invited_and_joins(maria, sign_in, visitor, mailbox):
    page = invite(sign_in(maria))
    assert page.flashes == ["Ida Falk is invited"]
    mail = mailbox.to(IDA)[0]
    assert mail.subject == "Maria Lindqvist invites you to Northwind"

    page = visitor.visit(mailbox.links(IDA)[0])
    assert page.value("name") == "Ida Falk"
    page.press("Join")

    ida = session.scalars(sa.select(User).where(User.email == IDA)).one()
    assert (ida.customer.name, ida.sees) == ("Northwind", Sight.SHARED)
    assert visitor.visit("/profile").h1 == "Your profile"
    assert visitor.visit("/people").status == 404


def test_the_inviter_does_not_learn_who_is_a_customer(maria, ana, sign_in, visitor, mailbox):
    known = invite(sign_in(maria), email="ana@example.com")
    unknown = invite(sign_in(maria), email="ida@example.com")

    assert known.flashes == unknown.flashes
    page = visitor.visit(mailbox.links("ana@example.com")[0])
    assert page.h1 == "This address has an account already"
    assert "Join" not in page.buttons()


def test_an_invitation_is_withdrawn(maria, sign_in, visitor, mailbox):
    page = invite(sign_in(maria)).press("Withdraw")

    assert page.flashes == ["The invitation of Ida Falk is withdrawn"]
    assert visitor.visit(mailbox.links(IDA)[0]).status == 404


def test_what_a_colleague_sees_is_changed(maria, olaf, sign_in):
    page = sign_in(maria).visit("/people").fill(sees="own").press("Save")

    assert page.flashes == ["What Olaf Berg sees is changed"]
    assert session.get_one(User, olaf.id).sees is Sight.OWN


def test_access_ends_and_is_given_back(maria, olaf, sign_in):
    his = sign_in(olaf)
    page = sign_in(maria).visit("/people").press("End access")
    assert his.visit("/profile").h1 == "Sign in"

    page = page.press("Undo")

    assert page.flashes == ["Olaf Berg can sign in again"]
    assert his.visit("/profile").h1 == "Sign in"
    assert sign_in(olaf).visit("/profile").h1 == "Your profile"


def test_who_sees_less_than_all_does_not_look_after_people(maria, northwind, sign_in):
    ida = make.user("Ida Falk", of=northwind, sees=Sight.SHARED)
    browser = sign_in(ida)
    token = browser.visit("/profile").value("csrf_token")
    fields = {"csrf_token": token, "sees": "own", "name": "X", "email": "x@example.com"}

    assert browser.visit("/people").status == 404
    for path in ("/people", f"/people/{maria.id}/sees", f"/people/{maria.id}/end-access"):
        assert browser.post(path, fields, Referer=browser.base_url).status == 404
    assert session.get_one(User, maria.id).sees is Sight.ALL


def test_a_person_has_no_people(ana, sign_in):
    assert sign_in(ana).visit("/people").status == 404


@pytest.mark.parametrize("path", ["sees", "end-access", "give-access"])
def test_people_of_others_are_not_there(maria, ana, kim, sign_in, path):
    browser = sign_in(maria)
    token = browser.visit("/people").value("csrf_token")

    for other in (ana.id, kim.id, 2**31 - 1, 2**40):
        page = browser.post(
            f"/people/{other}/{path}",
            {"csrf_token": token, "sees": "own"},
            Referer=browser.base_url,
        )
        assert page.status == 404
    assert session.get_one(User, ana.id).is_active


def test_invitations_of_others_are_not_there(maria, ana, adam, sign_in):
    other = make.customer("Southwind", organisation=True)
    rita = make.user("Rita South", of=other)
    invite(sign_in(rita), email="theirs@example.com")
    theirs = session.scalars(sa.select(Invitation)).one()
    browser = sign_in(maria)
    token = browser.visit("/people").value("csrf_token")

    page = browser.post(
        f"/people/invitations/{theirs.id}/withdraw", {"csrf_token": token}, Referer=browser.base_url
    )

    assert page.status == 404
    assert session.get_one(Invitation, theirs.id).withdrawn_at is None


def test_odd_values_are_refused(maria, olaf, sign_in):
    browser = sign_in(maria)
    token = browser.visit("/people").value("csrf_token")
    for odd in ("everything", "", ["own", "all"], "ALL"):
        fields = {"csrf_token": token, "sees": odd}
        page = browser.post(f"/people/{olaf.id}/sees", fields, Referer=browser.base_url)
        assert page.status == 422, odd
    assert invite(browser, sees="shared", email="not an address").status == 422


def test_nobody_gives_access_to_somebody_who_was_erased(maria, olaf, sign_in):
    wish = ask_to_be_erased(maria)
    with clock.stopped_at(wish.due_at):
        erasure.run_due()
    browser = sign_in(olaf)

    path = f"/people/{maria.id}/give-access"
    answer = browser.post(path, {"csrf_token": browser.csrf_token})

    assert answer.status in (403, 404)
    assert "Erased person" not in browser.visit("/people").text
