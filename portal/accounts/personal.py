"""What accounts hold about a person."""

from sqlalchemy import ColumnElement, String, and_, cast, literal, or_, select

from portal import clock
from portal.accounts.models import (
    AddressChange,
    Invitation,
    OneUseLink,
    Passkey,
    PasskeyChallenge,
    RecoveryCode,
    Registration,
    SignIn,
    User,
)
from portal.customers.personal import nobodys_address
from portal.personal import PersonalTable, Subject, fact, inner, link, said, secret
from portal.web.languages import lazy

SAFETY = lazy("To let you in, and nobody else")


def _asked_to_register(subject: Subject) -> ColumnElement[bool]:
    """What was typed is found by the link that was mailed for it."""
    asked = select(OneUseLink.about).where(_mailed(subject))
    return (literal("registration:") + cast(Registration.id, String)).in_(asked)


def _mailed(subject: Subject) -> ColumnElement[bool]:
    return or_(
        OneUseLink.user_id.in_(subject.user_ids), OneUseLink.address_key.in_(subject.address_keys)
    )


TABLES = (
    PersonalTable(
        model=Registration,
        title=lazy("What you typed to register"),
        why=SAFETY,
        about=_asked_to_register,
        rows_go=True,
        columns={
            "name": said(lazy("Name")),
            "password_hash": secret(),
            "browser_sha256": secret(),
            "created_at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=OneUseLink,
        title=lazy("Links we mailed you"),
        why=SAFETY,
        about=_mailed,
        rows_go=True,
        columns={
            "user_id": link(),
            "purpose": fact(lazy("What for")),
            "token_sha256": secret(),
            "address": said(lazy("To")),
            "address_key": inner("the address, as it is compared"),
            "about": inner("what it opens"),
            "created_at": fact(lazy("When")),
            "used_at": fact(lazy("Used")),
        },
    ),
    PersonalTable(
        model=Invitation,
        title=lazy("Invitations to you"),
        why=lazy("To let you join the people of your organisation"),
        about=lambda subject: Invitation.address_key.in_(subject.address_keys),
        rows_go=True,
        columns={
            "customer_id": link(),
            "invited_by_id": link(),
            "name": said(lazy("Name")),
            "address": said(lazy("To")),
            "address_key": inner("the address, as it is compared"),
            "created_at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=AddressChange,
        title=lazy("Addresses you wanted to change"),
        why=SAFETY,
        about=lambda subject: AddressChange.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "address": said(lazy("New address")),
            "address_key": inner("the address, as it is compared"),
            "address_sha256": secret(),
            "main_address": said(lazy("Address until then")),
            "main_sha256": secret(),
            "created_at": fact(lazy("When")),
        },
    ),
    PersonalTable(
        model=PasskeyChallenge,
        title=lazy("Passkeys being added"),
        why=SAFETY,
        about=lambda subject: PasskeyChallenge.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "user_handle": secret(),
            "browser_sha256": secret(),
            "challenge": secret(),
        },
    ),
    PersonalTable(
        model=Passkey,
        title=lazy("Your passkeys"),
        why=SAFETY,
        about=lambda subject: Passkey.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "user_handle": secret(),
            "credential_sha256": secret(),
            "credential_id": secret(),
            "public_key": secret(),
            "name": said(lazy("Name")),
            "created_at": fact(lazy("Since")),
            "last_used_at": fact(lazy("Last used")),
        },
    ),
    PersonalTable(
        model=RecoveryCode,
        title=lazy("Your recovery codes"),
        why=SAFETY,
        about=lambda subject: RecoveryCode.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "code_sha256": secret(),
            "used_at": fact(lazy("Used")),
        },
    ),
    PersonalTable(
        model=SignIn,
        title=lazy("Browsers in which you signed in"),
        why=SAFETY,
        about=lambda subject: SignIn.user_id.in_(subject.user_ids),
        rows_go=True,
        columns={
            "user_id": link(),
            "token_sha256": secret(),
            "browser": said(lazy("Browser")),
            "created_at": fact(lazy("Signed in")),
            "seen_at": fact(lazy("Last seen")),
        },
    ),
    PersonalTable(
        model=User,
        title=lazy("Your account"),
        why=SAFETY,
        about=lambda subject: and_(User.id.in_(subject.user_ids), User.role.is_(None)),
        columns={
            "customer_id": link(),
            "name": said(lazy("Name"), lambda subject: subject.erased_name),
            "email": said(lazy("Address"), lambda subject: nobodys_address(User.id, "user")),
            "email_key": inner(
                "the address, as it is compared",
                lambda subject: nobodys_address(User.id, "user"),
            ),
            "password_hash": secret(),
            "sees": fact(lazy("Concerns that you see")),
            "theme": said(lazy("Colours"), "auto"),
            "text_size": said(lazy("Text size"), "normal"),
            "language": said(lazy("Language"), None),
            "time_zone": said(lazy("Time zone"), None),
            "desk_keys": inner("which keys staff use at the desk", None),
            "totp_secret": secret(),
            "totp_since": inner("since when a second step is asked", None),
            "created_at": fact(lazy("Since")),
            "disabled_at": inner("when it was closed", lambda subject: clock.now()),
        },
    ),
)
