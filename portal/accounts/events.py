"""What happens to accounts, for the contact history."""

from dataclasses import dataclass

from portal.history.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class AddressVerified(CustomerEvent):
    kind = "address.verified"
    icon = "mail-open"
    address: str
    contact_point_id: int

    def sentence(self) -> str:
        return f"confirmed the address {self.address}"


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(CustomerEvent):
    kind = "customer.registered"
    icon = "user-plus"
    address: str

    def sentence(self) -> str:
        return f"registered as {self.address}"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(CustomerEvent):
    kind = "password.changed"
    icon = "key"

    def sentence(self) -> str:
        return "chose a new password"


@dataclass(frozen=True, kw_only=True)
class OrganisationMade(CustomerEvent):
    kind = "organisation.made"
    icon = "building"
    name: str
    former_name: str

    def sentence(self) -> str:
        return f"made {self.former_name} the organisation {self.name}"


@dataclass(frozen=True, kw_only=True)
class ColleagueInvited(CustomerEvent):
    kind = "colleague.invited"
    icon = "user-plus"
    name: str
    address: str
    sees: str

    def sentence(self) -> str:
        return f"invited {self.name} ({self.address}) to see {self.sees} concerns"


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(CustomerEvent):
    kind = "invitation.withdrawn"
    icon = "user-x"
    name: str

    def sentence(self) -> str:
        return f"withdrew the invitation of {self.name}"


@dataclass(frozen=True, kw_only=True)
class ColleagueJoined(CustomerEvent):
    kind = "colleague.joined"
    icon = "user-check"
    address: str

    def sentence(self) -> str:
        return f"joined as {self.address}"


@dataclass(frozen=True, kw_only=True)
class SightChanged(CustomerEvent):
    kind = "sight.changed"
    icon = "eye"
    name: str
    sees: str

    def sentence(self) -> str:
        return f"let {self.name} see {self.sees} concerns"


@dataclass(frozen=True, kw_only=True)
class AccessEnded(CustomerEvent):
    kind = "access.ended"
    icon = "user-x"
    name: str

    def sentence(self) -> str:
        return f"ended the access of {self.name}"


@dataclass(frozen=True, kw_only=True)
class AccessGivenBack(CustomerEvent):
    kind = "access.given_back"
    icon = "user-check"
    name: str

    def sentence(self) -> str:
        return f"gave {self.name} access again"


@dataclass(frozen=True, kw_only=True)
class AddressAdded(CustomerEvent):
    kind = "address.added"
    icon = "mail"
    address: str

    def sentence(self) -> str:
        return f"added the address {self.address}"


@dataclass(frozen=True, kw_only=True)
class AddressChanged(CustomerEvent):
    """Somebody is written to at another address; the former one stays theirs."""

    kind = "address.changed"
    icon = "mail"
    former: str
    address: str
    former_id: int | None
    contact_point_id: int

    def sentence(self) -> str:
        return f"is reached at {self.address} instead of {self.former}"


@dataclass(frozen=True, kw_only=True)
class AddressRemoved(CustomerEvent):
    """From now on `main_id` is where answers go that went to `contact_point_id`."""

    kind = "address.removed"
    icon = "mail"
    address: str
    contact_point_id: int
    main_id: int

    def sentence(self) -> str:
        return f"removed the address {self.address}"


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(CustomerEvent):
    """Recorded for the one who remains, before the rows of the other one move: who has to weigh
    two choices about the same thing answers to it."""

    kind = "customers.merged"
    icon = "merge"
    absorbed_id: int
    number: str
    address: str

    def sentence(self) -> str:
        return f"joined the records of {self.address} (until then customer {self.number})"


@dataclass(frozen=True, kw_only=True)
class PasskeyAdded(CustomerEvent):
    kind = "passkey.added"
    icon = "key"

    def sentence(self) -> str:
        return "added a passkey"


@dataclass(frozen=True, kw_only=True)
class PasskeyRemoved(CustomerEvent):
    kind = "passkey.removed"
    icon = "key"

    def sentence(self) -> str:
        return "removed a passkey"
