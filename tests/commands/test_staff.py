import pytest
from sqlalchemy import select

from portal.access import Role
from portal.accounts.models import User
from portal.database import session
from tests.rig.live import Live


def test_the_first_admin_is_let_in(live: Live):
    done = live.command("staff", "add", "--role", "admin", "--name", "Adam", "adam@example.com")

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == f"Adam signs in at {live.url}/sign-in\n"
    adam = session.scalars(select(User)).one()
    assert (adam.role, adam.email, adam.password_hash) == (Role.ADMIN, "adam@example.com", None)


@pytest.mark.one_database
def test_an_address_in_use_is_said(live: Live, ana: User):
    done = live.command("staff", "add", "--role", "agent", "--name", "Ana", "ana@example.com")

    assert done.returncode == 1
    assert b"Somebody signs in with ana@example.com already." in done.stderr


@pytest.mark.one_database
def test_a_typed_password_has_to_be_a_good_one(live: Live):
    typed = b"password\npassword\na bell, a rack and 28 spokes\na bell, a rack and 28 spokes\n"

    done = live.command(
        "staff", "add", "--role", "lead", "--name", "Lea", "--ask-password", "lea@example.com",
        stdin=typed,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert b"Use at least 15 characters" in done.stderr
    assert session.scalars(select(User)).one().password_hash
