"""What jobs of partners hold about a person."""

from sqlalchemy import ColumnElement, and_, false, select

from portal.partners.models import Job, JobFile, JobWord, Voice
from portal.personal import PersonalTable, Subject, fact, inner, link, said, secret
from portal.web.languages import lazy

WHY = lazy("To have your concern dealt with by who can")


def _jobs(subject: Subject) -> ColumnElement[bool]:
    """Those about a customer's concerns; of an organisation's people, none is theirs alone."""
    return Job.customer_id == subject.customer_id if subject.is_whole else false()


def _in_jobs(column: ColumnElement[int], subject: Subject) -> ColumnElement[bool]:
    return column.in_(select(Job.id).where(_jobs(subject)))


TABLES = (
    PersonalTable(
        model=JobFile,
        title=lazy("Files passed on to a partner of ours"),
        why=WHY,
        about=lambda subject: _in_jobs(JobFile.job_id, subject),
        shown=lambda subject: and_(_in_jobs(JobFile.job_id, subject), JobFile.word_id.is_(None)),
        rows_go=True,
        columns={
            "sha256": inner("which file it is"),
            "name": said(lazy("Name")),
            "media_type": fact(lazy("Kind")),
        },
        file=lambda row: f"files/partner-{row['id']}-{row['name']}",
    ),
    PersonalTable(
        model=JobWord,
        title=lazy("What you wrote, as it was passed on to a partner of ours"),
        why=WHY,
        about=lambda subject: _in_jobs(JobWord.job_id, subject),
        shown=lambda subject: and_(
            _in_jobs(JobWord.job_id, subject), JobWord.voice == Voice.CUSTOMER
        ),
        rows_go=True,
        columns={
            "author_id": link(),
            "author_name": inner("who of us or of the partner wrote it"),
            "body": said(lazy("Words")),
            "once": inner("the key of the form"),
        },
    ),
    PersonalTable(
        model=Job,
        title=lazy("What was passed on to partners of ours"),
        why=WHY,
        about=_jobs,
        rows_go=True,
        columns={
            "customer_id": link(),
            "by_id": link(),
            "subject": said(lazy("About")),
            "facts": said(lazy("Facts")),
            "given_at": fact(lazy("When")),
            "token_sha256": secret(),
            "once": inner("the key of the form"),
        },
    ),
)
