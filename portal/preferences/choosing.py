"""What users choose for themselves: language, look, time zone, and how they hear of things."""

from collections.abc import Mapping

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.customers.models import ContactPoint
from portal.database import atomic, lock, session
from portal.preferences.models import First, How, NoticeChoice, Preferences


@atomic()
def speak(user: User, language: str) -> None:
    """Use `language` (a code like "de") with this person: on pages, and in mails to them."""
    _wherever_we_meet(user, language=language)


@atomic()
def look(user: User, *, theme: str | None = None, text_size: str | None = None) -> None:
    lock(user)
    user.theme = theme or user.theme
    user.text_size = text_size or user.text_size


@atomic()
def live_in(user: User, time_zone: str | None) -> None:
    """Show times as in `time_zone` (a name like "Europe/Paris"), in mails too; None is as the
    company does."""
    _wherever_we_meet(user, time_zone=time_zone)


@atomic()
def hear(
    user: User, *, first: First, quiet: tuple[int, int] | None, choices: Mapping[str, How]
) -> None:
    """Tell this person of things in this way. Choosing the same again changes nothing."""
    lock(user)
    quiet_from, quiet_until = quiet or (None, None)
    session.merge(
        Preferences(user_id=user.id, first=first, quiet_from=quiet_from, quiet_until=quiet_until)
    )
    for kind, how in choices.items():
        session.merge(NoticeChoice(user_id=user.id, kind=kind, how=how))


def preferences_of(user: User) -> Preferences:
    """Their ways, or the ones everybody starts with."""
    return session.get(Preferences, user.id) or Preferences(
        user_id=user.id, first=First.MAIL, quiet_from=None, quiet_until=None
    )


def choices_of(user: User) -> dict[str, How]:
    """What they chose, by kind of notice."""
    chosen = select(NoticeChoice.kind, NoticeChoice.how).where(NoticeChoice.user_id == user.id)
    return dict(session.execute(chosen).all())


def _wherever_we_meet(user: User, **chosen: str | None) -> None:
    """For the user, their addresses, and the customer they are; an organisation keeps its own."""
    lock(user)
    session.execute(update(ContactPoint).where(ContactPoint.user_id == user.id).values(**chosen))
    is_the_customer = user.customer is not None and not user.customer.is_organisation
    for each in (user, user.customer) if is_the_customer else (user,):
        for name, value in chosen.items():
            setattr(each, name, value)
