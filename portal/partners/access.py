"""The way in for a partner: a link to one job, made of its number and a secret of ours.

Only the SHA-256 of the link's secret is kept, so that a copy of the database opens nothing. It can
be made anew to be mailed again; a new edition ends the links before it.
"""

import base64
import hashlib
import hmac

from flask import current_app
from sqlalchemy import select

from portal.database import session
from portal.partners.models import Job

TOKEN_LENGTH = 43


def token_of(job: Job) -> str:
    """256 bits that nobody can guess."""
    key = current_app.config["SECRET_KEY"].encode()
    raw = hmac.digest(key, f"partner job\n{job.id}\n{job.edition}".encode(), "sha256")
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def behind(token: str) -> Job | None:
    """The job that this link opens; None for one that is unknown, ended or expired alike."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    job = session.scalars(select(Job).where(Job.token_sha256 == digest(token))).one_or_none()
    return job if job and job.is_live else None
