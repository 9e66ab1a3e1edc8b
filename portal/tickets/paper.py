"""A ticket on paper: for its customer what they may read, for the desk all of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock
from portal.tickets import desk_thread, standing, thread
from portal.tickets.models import Ticket, Visibility
from portal.tickets.thread import Word
from portal.web.formatting import Reader, moment
from portal.web.languages import _
from portal.web.links import absolute
from portal.web.paper import INK, SOFT, WIDTH, Sheet, read_by

MOST = 3_000
"""So many words and happenings, the latest: more than a hundred pages."""
AMBER = (253, 245, 224)
LAST_LINES = 30
"""A word does not begin in the last so many millimetres of a page."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One word, or a happening between words where nobody is named."""

    at: datetime
    text: str
    who: str = ""
    files: Sequence[str] = ()
    is_note: bool = False


def for_its_reader(ticket: Ticket, user: Any, reader: Reader) -> bytes:
    """What this person may read of it, and nothing else: no note, no stranger's word."""
    with read_by(reader) as reads:
        say = _moments(reads)
        parts = [_part(item) for item in thread.thread_of(ticket, user)]
        about = [
            f"{ticket.number} · {standing.status_of(ticket).text}",
            _("Raised on %(day)s", day=say(ticket.opened_at)),
            *_order(ticket),
            _("As it stood on %(day)s", day=say(clock.now())),
        ]
        url = absolute("tickets.show", number=ticket.number)
        sheet = _Sheet(ticket, say, url=url, files=lambda names: _("Files: %(names)s", names=names))
        return sheet.written(about, parts, _("Older messages are left out"))


def for_the_desk(ticket: Ticket, user: Any, reader: Reader) -> bytes:
    """Every word and happening, notes among staff too: not for handing out."""
    say = _moments(reader)
    parts = [_part_at_the_desk(item) for item in desk_thread.thread_of(ticket, user)]
    who = ticket.assignee.name if ticket.assignee else "nobody"
    about = [
        f"{ticket.number} · {ticket.state.capitalize()} · {ticket.kind.capitalize()}",
        f"{ticket.customer.name}, {ticket.contact_point.address}",
        f"Raised {say(ticket.opened_at)}, looked after by {who}",
        *_order(ticket),
        f"As it stood {say(clock.now())}. With notes among staff: not for customers",
    ]
    url = absolute("desk.show", number=ticket.number)
    sheet = _Sheet(ticket, say, url=url, files=lambda names: f"Files: {names}")
    return sheet.written(about, parts, "Older messages are left out")


class _Sheet(Sheet):
    def __init__(
        self,
        ticket: Ticket,
        say: Callable[[datetime], str],
        *,
        url: str,
        files: Callable[[str], str],
    ) -> None:
        super().__init__(
            reference=ticket.number,
            title=f"{ticket.number}, {ticket.subject}",
            made_at=clock.now(),
        )
        self.subject = ticket.subject
        self.moment = say
        self.named_files = files
        self.url = url

    def written(self, about: Sequence[str], parts: Sequence[Part], left_out: str) -> bytes:
        self.add_page()
        self.letterhead()
        self.face(18, INK, "B")
        self.say(self.subject, 9)
        self.ln(2)
        self.face(9.5, SOFT)
        for line in about:
            self.say(line)
        self.rule()
        if len(parts) > MOST:
            self.say(left_out)
        for part in parts[-MOST:]:
            self._part(part)
        self.say_what_hides(self.url)
        return bytes(self.output())

    def _part(self, part: Part) -> None:
        if self.get_y() > self.h - self.b_margin - LAST_LINES:
            self.add_page()
        self.ln(3)
        if not part.who:
            self.face(8, SOFT)
            self.beside(part.text, self.moment(part.at), 4.5, width=50)
            return
        self.face(9.5, INK, "B")
        self.beside(part.who, "", width=50)
        self.set_y(self.get_y() - 5.5)
        self.face(8, SOFT)
        self.cell(WIDTH, 5.5, self.moment(part.at), align="R", new_x="LMARGIN", new_y="NEXT")
        self.face(9.5, INK)
        self.set_fill_color(*AMBER)
        self.say(part.text, 5, fill=part.is_note)
        if part.files:
            self.face(8, SOFT)
            self.say(self.named_files(", ".join(part.files)), 4.5)


def _part(item: Any) -> Part:
    if not isinstance(item, Word):
        return Part(at=item.at, text=item.text)
    return Part(
        at=item.at, text=item.reply.body, who=item.who, files=[file.name for file in item.files]
    )


def _part_at_the_desk(item: Any) -> Part:
    if item.reply is None:
        return Part(at=item.at, text=item.text)
    is_note = item.reply.visibility is Visibility.NOTE
    who = item.reply.author_name
    return Part(
        at=item.at,
        text=item.reply.body,
        who=f"{who}, note among staff" if is_note else who,
        files=[file.name for file in item.files],
        is_note=is_note,
    )


def _order(ticket: Ticket) -> list[str]:
    return [f"{ticket.order.number}, {ticket.order.product}"] if ticket.order else []


def _moments(reader: Reader) -> Callable[[datetime], str]:
    now = clock.now()
    return lambda at: moment(at, reader, now)
