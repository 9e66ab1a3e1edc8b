"""Who of staff looked, as the customer reads it: by role, never by name."""

from typing import Any

from portal.access import Role
from portal.web.languages import lazy

ROLES: dict[Role, Any] = {
    Role.AGENT: lazy("A support agent"),
    Role.LEAD: lazy("A lead of the support desk"),
    Role.MARKETER: lazy("Somebody in marketing"),
    Role.MODELLER: lazy("A product engineer"),
    Role.ADMIN: lazy("An administrator"),
}
