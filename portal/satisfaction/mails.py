"""The one mail that asks how it was."""

from portal.consent.models import Purpose as ConsentPurpose
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.satisfaction.models import Question
from portal.satisfaction.scores import SCORES
from portal.web.languages import lazy
from portal.web.links import absolute

REFERENCE = "how-was-it:"
SURVEYS = ConsentPurpose.SURVEYS


def how_was_it(question: Question, *, token: str, on_a_yes: bool) -> Mail:
    """`on_a_yes`: it stands on their choice about surveys, and can be stopped with one click."""
    ticket = question.ticket
    url = absolute("satisfaction.show", token=token)
    return Mail(
        to_address=ticket.contact_point.address,
        to_name=ticket.contact_point.name,
        customer=ticket.customer,
        purpose=Purpose.SERVICE,
        consent_purpose=SURVEYS.value if on_a_yes else None,
        reference=f"{REFERENCE}{question.id}",
        subject=lazy("How was it? %(number)s", number=ticket.number),
        template="satisfaction/mail/how_was_it",
        context={
            "ticket": ticket,
            "url": url,
            "stop_url": f"{url}#stop",
            "answers": [(f"{url}?score={score}", words) for score, words in SCORES.items()],
        },
        thread=ticket.about,
    )
