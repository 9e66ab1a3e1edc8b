"""Who works at Marlow Cycles, and whom they serve. All of them sign in with the same password."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.access import Role
from portal.accounts.models import Sight

CONTENT = Path(__file__).parent / "content"
PASSWORD = "two wheels and a bell"
_FILE: dict[str, Any] = json.loads((CONTENT / "people.json").read_text())


@dataclass(frozen=True)
class Colleague:
    """Somebody at the desk."""

    name: str
    email: str
    role: Role


@dataclass(frozen=True)
class Person:
    """A customer, or one of an organisation's people."""

    name: str
    email: str
    language: str
    has_account: bool = True
    organisation: str = ""
    sees: Sight = Sight.ALL


STAFF = tuple(Colleague(name, email, Role(role)) for name, email, role in _FILE["staff"])
PEOPLE = tuple(Person(*each) for each in _FILE["customers"])
ORGANISATIONS = {
    each["name"]: tuple(
        Person(name, email, each["language"], True, each["name"], Sight(sees))
        for name, email, sees in each["people"]
    )
    for each in _FILE["organisations"]
}


def sign_ins() -> list[dict[str, str]]:
    """Everybody who can sign in: role, address, password. Customers first, Maya before all."""
    colleagues = [person for people in ORGANISATIONS.values() for person in people]
    customers = [person for person in (*PEOPLE, *colleagues) if person.has_account]
    roles = [("customer", person.email) for person in customers]
    roles += [(person.role.value, person.email) for person in STAFF]
    return [{"role": role, "email": email, "password": PASSWORD} for role, email in roles]
