"""Who works here: administrators decide, team leads look, nobody else comes near."""

import pytest
import sqlalchemy as sa

from portal.access import Role
from portal.accounts.models import Invitation, User
from portal.database import session
from tests import make

NINA = "nina@marlow.example.com"


def invite(browser, email=NINA, role="lead"):
    page = browser.visit("/desk/staff").fill(name="Nina Holt", e_mail_address=email, role=role)
    return page.press("Send invitation")


def role_of(user):
    return session.get_one(User, user.id).role


def test_staff_are_invited_join_and_set_up_their_second_step(adam, sign_in, visitor, mailbox):
    page = invite(sign_in(adam))
    assert page.flashes == ["Nina Holt is invited"]
    assert "Nina Holt" in page.text

    page = visitor.visit(mailbox.links(NINA)[0])
    page = page.fill(new_password="four green hills far off").press("Join")

    assert page.h1 == "Set up your authenticator"
    nina = session.scalars(sa.select(User).where(User.email == NINA)).one()
    assert nina.role is Role.LEAD


def test_staff_cannot_do_without_a_password(adam, sign_in, visitor, mailbox):
    invite(sign_in(adam))

    page = visitor.visit(mailbox.links(NINA)[0]).fill(name="Nina R.").press("Join")

    assert (page.status, page.errors) == (422, ["Choose a password"])
    assert page.value("name") == "Nina R."


def test_who_is_here_already_is_not_invited(adam, kim, ana, sign_in):
    for address in ("kim@marlow.example.com", "Ana@example.com"):
        page = invite(sign_in(adam), email=address)
        assert (page.status, page.errors) == (
            422, ["Somebody signs in with this address already"],
        )  # fmt: skip


def test_a_role_is_chosen_from_those_there_are(adam, sign_in):
    browser = sign_in(adam)
    token = browser.visit("/desk/staff").value("csrf_token")
    for odd in ("", "root", ["admin", "agent"], "ADMIN"):
        fields = {"csrf_token": token, "name": "Nina", "email": NINA, "role": odd}
        assert browser.post("/desk/staff", fields, Referer=browser.base_url).status == 422


def test_a_role_changes_at_the_next_click(adam, kim, sign_in):
    hers = sign_in(kim)
    assert hers.visit("/desk/staff").status == 403

    page = sign_in(adam).visit("/desk/staff").fill(role="lead").press("Save")

    assert page.flashes == ["Kim Visser has another role from now on"]
    assert hers.visit("/desk/staff").status == 200


def test_access_ends_at_the_next_click(adam, kim, sign_in):
    hers = sign_in(kim)

    page = sign_in(adam).visit("/desk/staff").press("End access")

    assert page.flashes == ["Kim Visser cannot sign in any more"]
    assert hers.visit("/profile").h1 == "Sign in"
    assert page.press("Give access again").flashes == ["Kim Visser can sign in again"]


def test_an_admin_leaves_themselves_alone(adam, sign_in):
    browser = sign_in(adam)
    token = browser.visit("/desk/staff").value("csrf_token")

    for act in ("role", "end-access", "take-authenticator-off"):
        fields = {"csrf_token": token, "role": "agent"}
        page = browser.post(f"/desk/staff/{adam.id}/{act}", fields, Referer=browser.base_url)
        assert page.status == 403
    assert role_of(adam) is Role.ADMIN


def test_a_lead_looks_and_changes_nothing(lea, kim, adam, sign_in):
    browser = sign_in(lea)
    page = browser.visit("/desk/staff")
    assert page.status == 200
    assert "End access" not in page.buttons()
    assert "Send invitation" not in page.buttons()

    token = page.value("csrf_token")
    fields = {"csrf_token": token, "role": "admin", "name": "Nina", "email": NINA}
    for path in ("/desk/staff", f"/desk/staff/{kim.id}/role", f"/desk/staff/{lea.id}/role",
                 f"/desk/staff/{adam.id}/end-access"):  # fmt: skip
        assert browser.post(path, fields, Referer=browser.base_url).status == 403
    assert (role_of(kim), role_of(lea)) == (Role.AGENT, Role.LEAD)


@pytest.mark.parametrize("who", ["kim", "mark", "mona", "ana"])
def test_nobody_else_comes_near(request, adam, who, sign_in):
    person = request.getfixturevalue(who)
    browser = sign_in(person)
    token = browser.visit("/profile").value("csrf_token")
    expected = 404 if who == "ana" else 403
    fields = {"csrf_token": token, "role": "admin"}

    assert browser.visit("/desk/staff").status == expected
    for path in (f"/desk/staff/{person.id}/role", f"/desk/staff/{adam.id}/end-access"):
        assert browser.post(path, fields, Referer=browser.base_url).status == expected
    assert role_of(adam) is Role.ADMIN


def test_customers_are_not_staff_to_be_managed(adam, ana, sign_in):
    browser = sign_in(adam)
    token = browser.visit("/desk/staff").value("csrf_token")

    for user_id in (ana.id, 2**31 - 1, 10**20):
        path = f"/desk/staff/{user_id}/role"
        page = browser.post(path, {"csrf_token": token, "role": "admin"}, Referer=browser.base_url)
        assert page.status == 404
    assert role_of(ana) is None


def test_the_last_admin_is_told_to_find_another(adam, sign_in):
    eva = make.staff("Eva Second", Role.ADMIN)
    page = sign_in(adam).visit("/desk/staff").fill(role="agent").press("Save")
    assert role_of(eva) is Role.AGENT
    assert page.flashes == ["Eva Second has another role from now on"]


def test_an_invitation_is_withdrawn(adam, sign_in, visitor, mailbox):
    page = invite(sign_in(adam)).press("Withdraw")

    assert page.flashes == ["The invitation of Nina Holt is withdrawn"]
    assert visitor.visit(mailbox.links(NINA)[0]).status == 404
    assert session.scalars(sa.select(Invitation)).one().withdrawn_at
