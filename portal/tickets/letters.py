"""A parsed mail as words of a ticket, with everything it brought."""

import re

from portal.reading import reply_text
from portal.reading.invitations import CalendarEvent
from portal.reading.parsing import ParsedMail
from portal.tickets.files import Upload, keep_all
from portal.tickets.models import Origin
from portal.tickets.saying import Words

LONGEST_BODY = 400_000
LONGEST_SUBJECT = 250
NO_TEXT = "(no text)"
NO_SUBJECT = "(no subject)"
_ANSWER_MARKS = re.compile(r"^(?:\s*(?:re|aw|sv|antw|odp|fwd?|wg|tr|vs)(?:\[\d+\])?\s*:)+\s*", re.I)


def words_of(mail: ParsedMail) -> Words:
    """What the person wrote, what was cut off, and every file, pictures in the text too."""
    cut = reply_text.cut(mail.text)
    rest = "\n\n".join(part for part in (cut.signature, cut.rest) if part.strip())
    notes = [*mail.notes, *(_invitation(event) for event in mail.events)]
    if len(cut.words) > LONGEST_BODY:
        notes.append("The text was too long; open the original for all of it.")
    return Words(
        body=cut.words.strip()[:LONGEST_BODY] or NO_TEXT,
        rest=rest[:LONGEST_BODY],
        origin=Origin.MAIL,
        files=keep_all([Upload(file.name, file.content) for file in mail.files]),
        notes=notes,
    )


def subject_of(mail: ParsedMail) -> str:
    return _ANSWER_MARKS.sub("", mail.subject).strip()[:LONGEST_SUBJECT] or NO_SUBJECT


def _invitation(event: CalendarEvent) -> str:
    what = "Cancelled" if event.method == "CANCEL" else "Invitation"
    said = [event.summary, event.start, event.location]
    return f"{what}: {', '.join(part for part in said if part)}. Nothing was accepted."
