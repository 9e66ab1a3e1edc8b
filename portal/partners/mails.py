"""What the portal writes to partners: a link. The words stand behind it, none in the mail."""

from portal import clock
from portal.messages.mail import Mail
from portal.messages.models import Purpose
from portal.partners.access import token_of
from portal.partners.models import Job, JobWord
from portal.web.languages import lazy
from portal.web.links import absolute


def asked(job: Job, *, by_name: str, word: JobWord | None = None) -> Mail:
    """The link to the job; with `word`, there is something new to answer."""
    return Mail(
        to_address=job.department.address,
        to_name=job.department.name,
        customer=None,
        purpose=Purpose.ACCOUNT,
        reference=f"partner-job:{job.id}:{job.edition}:{word.id if word else 'link'}",
        subject=lazy("Job %(number)s: %(subject)s", number=job.number, subject=job.subject),
        template="partners/mail/asked",
        context={
            "job": job,
            "by_name": by_name,
            "url": absolute("partners.show", token=token_of(job)),
        },
        thread=job.about,
        from_name=by_name.split()[0] if by_name.split() else "",
        expires_at=max(job.expires_at, clock.now()),
    )
