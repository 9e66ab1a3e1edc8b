"""The words of a step for one reader: its letter in their language with their facts filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date
from flask import current_app

from portal.followups import placeholders
from portal.followups.intended import Intended
from portal.followups.spec import Letter
from portal.messages import identity
from portal.messages.mail import Mail
from portal.messages.models import NO_CHOICE, Purpose
from portal.messages.writing import language_at
from portal.web.languages import FALLBACK, LANGUAGES, Language, lazy
from portal.web.links import absolute

TEMPLATE = "followups/mail/letter"


@dataclass(frozen=True)
class Filled:
    """A block as it stands in the mail."""

    kind: str
    text: str


def mail_of(intended: Intended, *, token: str, language: Language | None = None) -> Mail:
    """The mail as it would leave now. Raises placeholders.ValueMissing."""
    reads = language or language_at(intended.contact_point, intended.customer)
    letter, spoken = _letter(intended, reads)
    values = values_of(intended, spoken)
    point = intended.contact_point
    spec, mark = intended.spec, identity.link_mark(token)
    return Mail(
        to_address=point.address if point else "",
        to_name=(point.name if point else "") or intended.customer.name,
        customer=intended.customer,
        purpose=Purpose.SERVICE,
        consent_purpose=spec.purpose.value if spec.purpose else NO_CHOICE,
        token=token,
        reference=reference_of(intended),
        subject=placeholders.fill(letter.subject, values),
        template=TEMPLATE,
        from_name=intended.playbook.owner.given_name,
        thread=thread_of(intended),
        due_at=intended.due_at,
        expires_at=intended.expires_at,
        context={
            "blocks": [
                Filled(each.kind.value, placeholders.fill(each.text, values))
                for each in letter.blocks
            ],
            "answers": [
                (
                    absolute("followups.answer", token=mark, code=each.code),
                    each.says.get(spoken.code, each.says[FALLBACK]),
                )
                for each in spec.answers
            ],
            "product": _product(intended, values),
            "why_sentence": spec.why.get(spoken.code, spec.why[FALLBACK]),
            "why_url": absolute("followups.why", token=mark),
            "stop_url": absolute("followups.choices", token=mark) if spec.purpose else "",
        },
    )


def reference_of(intended: Intended) -> str:
    """What makes it the same mail, whoever plans it and however often."""
    enrolment = intended.mail.enrolment_id if intended.mail else 0
    return f"follow-up:{intended.playbook.id}:{intended.step_number}:{enrolment}"


def thread_of(intended: Intended) -> str | None:
    return f"follow-up:{intended.mail.enrolment_id}" if intended.mail else None


def values_of(intended: Intended, spoken: Language) -> Mapping[str, str | None]:
    """What the placeholders stand for. A fact that is not known is None."""
    order, ticket = intended.order, intended.ticket
    name = (intended.contact_point.name if intended.contact_point else "") or (
        "" if intended.customer.is_organisation else intended.customer.name
    )
    return {
        "first_name": name.split()[0] if name.strip() else None,
        "company": current_app.extensions["portal_settings"].brand.name,
        "signer": intended.playbook.owner.given_name,
        "product": order.product if order else None,
        "build": order.build if order else None,
        "order_number": order.number if order else None,
        "delivered_on": _day(_delivered_on(intended), spoken),
        "warranty_until": _day(order.warranty_until if order else None, spoken),
        "concern_number": ticket.number if ticket else None,
        "concern_subject": ticket.subject if ticket else None,
    }


def _letter(intended: Intended, reads: Language) -> tuple[Letter, Language]:
    letters = intended.step.letters
    if reads.code in letters:
        return letters[reads.code], reads
    return letters[FALLBACK], LANGUAGES[FALLBACK]


def _product(
    intended: Intended, values: Mapping[str, str | None]
) -> tuple[str, list[tuple[object, str]]] | None:
    """The product card; None for a mail about no order."""
    if intended.order is None:
        return None
    facts = [(lazy("Order"), values["order_number"])]
    if intended.order.warranty_until:
        facts.append((lazy("Warranty until"), values["warranty_until"]))
    return intended.order.product, [(name, value) for name, value in facts if value]


def _delivered_on(intended: Intended) -> date | None:
    steps = intended.order.steps if intended.order else []
    return next((each.done_on for each in steps if each.stage.value == "delivered"), None)


def _day(day: date | datetime | None, spoken: Language) -> str | None:
    return format_date(day, "long", locale=spoken.locale) if day else None
