"""Users, their signed-in browsers, and one-use links."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.access import Role
from portal.customers.models import Customer
from portal.database import Line, Model, Prose, Short


class Sight(StrEnum):
    """Which of their organisation's concerns a person sees."""

    OWN = "own"
    SHARED = "shared"
    ALL = "all"


class User(Model):
    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(role IS NULL) = (customer_id IS NOT NULL)", name="staff_or_customer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    role: Mapped[Role | None] = mapped_column(index=True)
    name: Mapped[Line]
    email: Mapped[Line]
    email_key: Mapped[Line] = mapped_column(unique=True)
    password_hash: Mapped[Line | None]
    sees: Mapped[Sight] = mapped_column(default=Sight.ALL)
    theme: Mapped[Short] = mapped_column(default="auto")
    text_size: Mapped[Short] = mapped_column(default="normal")
    language: Mapped[Short | None]
    time_zone: Mapped[Short | None]
    desk_keys: Mapped[Short | None]
    """The keys staff changed at the desk, or "off"; see portal.tickets.desk_keys."""
    totp_secret: Mapped[Short | None]
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    disabled_at: Mapped[datetime | None]

    customer: Mapped[Customer | None] = relationship()
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    sign_in_token: ClassVar[str | None] = None
    """The secret of the browser this user was loaded for; only set on a request."""

    @property
    def is_staff(self) -> bool:
        return self.role is not None

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def given_name(self) -> str:
        return self.name.split()[0] if self.name.strip() else self.email

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the sign-in's secret, never the user's id."""
        assert self.sign_in_token, "this user was not loaded for a browser"
        return self.sign_in_token


class SignIn(Model):
    """One signed-in browser."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[Short] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    browser: Mapped[Line] = mapped_column(default="")

    user: Mapped[User] = relationship()


class LinkPurpose(StrEnum):
    SIGN_IN = "sign_in"
    CONFIRM_ADDRESS = "confirm_address"
    RESET_PASSWORD = "reset_password"
    SHOW_CONCERN = "show_concern"
    INVITATION = "invitation"


class OneUseLink(Model):
    """A secret sent to an address: for one purpose, once, until it expires."""

    __tablename__ = "one_use_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[LinkPurpose]
    token_sha256: Mapped[Short] = mapped_column(unique=True)
    address: Mapped[Line]
    address_key: Mapped[Line] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    about: Mapped[Line | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Registration(Model):
    """What somebody typed who has not yet shown that they read the mail at the address."""

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    password_hash: Mapped[Line | None]
    browser_sha256: Mapped[Short]
    """Whose browser it was: a password typed by a stranger must not come with the address."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


class Invitation(Model):
    """Somebody of staff, or a colleague in an organisation, asked to join."""

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("(role IS NULL) = (customer_id IS NOT NULL)", name="staff_or_customer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Line]
    address: Mapped[Line]
    address_key: Mapped[Line] = mapped_column(index=True)
    role: Mapped[Role | None]
    customer_id: Mapped[int | None] = mapped_column(
        ForeignKey("customers.id", onupdate="CASCADE"), index=True
    )
    sees: Mapped[Sight] = mapped_column(default=Sight.OWN)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    customer: Mapped[Customer | None] = relationship()
    invited_by: Mapped[User] = relationship()


class RecoveryCode(Model):
    """A code that stands in once for the authenticator app."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_sha256: Mapped[Short]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A key on somebody's device or in their password store that signs them in."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    user_handle: Mapped[Short]
    """What the device knows its owner by: random, and the same for all of a user's passkeys."""
    credential_sha256: Mapped[Short] = mapped_column(unique=True)
    credential_id: Mapped[Prose]
    public_key: Mapped[Prose]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[Line]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime | None]
    copied_at: Mapped[datetime | None]
    """When its counter ran backwards: somebody has a copy. It opens nothing any more."""

    user: Mapped[User] = relationship()


class PasskeyChallenge(Model):
    """What a passkey is asked to sign: for one browser, once, for a short time."""

    __tablename__ = "passkey_challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    browser_sha256: Mapped[Short] = mapped_column(index=True)
    challenge: Mapped[Line]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Who adds a passkey; None when somebody signs in with one."""
    user_handle: Mapped[Short | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AddressChange(Model):
    """A user's wish to be reached at another address, until its mailboxes have confirmed it."""

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    becomes_main: Mapped[bool]
    """Else it is one more address beside the main one."""
    address: Mapped[Line]
    address_key: Mapped[Line] = mapped_column(index=True)
    address_sha256: Mapped[Short | None] = mapped_column(unique=True)
    address_confirmed_at: Mapped[datetime | None]
    main_address: Mapped[Line]
    main_sha256: Mapped[Short | None] = mapped_column(unique=True)
    main_confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    """When it came about, or was stopped."""

    user: Mapped[User] = relationship()
