"""The composer of the desk: what it shows, and what becomes of what is typed into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for

from portal import clock
from portal.access import me
from portal.database import session
from portal.tickets import (
    cautions,
    conversation,
    drafting,
    held_rows,
    holding,
    leaving,
    macros,
    meanwhile,
    notices,
    placeholders,
    presence,
    queries,
    sending_times,
)
from portal.tickets.cautions import Caution
from portal.tickets.composing_models import HeldAnswer, HeldFile, Macro
from portal.tickets.desk_forms import ComposerForm
from portal.tickets.files import KeptFile, keep_all
from portal.tickets.forms import CHOOSE_AGAIN
from portal.tickets.models import Reply, Ticket, TicketState
from portal.tickets.presence import Present
from portal.tickets.saying import SentOtherwise
from portal.web.forms import new_key

THEN = {"solve": TicketState.SOLVED, "open": TicketState.OPEN}
LARGEST_ID = 2**31


class Refused(Exception):
    """It did not leave: there are cautions, or the form says what is wrong."""

    def __init__(self, cautions: Sequence[Caution] = ()) -> None:
        super().__init__()
        self.cautions = cautions


@dataclass(frozen=True, kw_only=True)
class Composing:
    """What stands in and around the composer."""

    seen: str
    sure: str
    cautions: Sequence[Caution]
    news: Sequence[Any]
    files: Sequence[HeldFile]
    macros: Sequence[Macro]
    used: Macro | None
    held: Sequence[HeldAnswer]
    present: Sequence[Present]
    presets: dict[str, str]


def composing(
    ticket: Ticket, form: ComposerForm, found: Sequence[Caution], news: Sequence[Any]
) -> Composing:
    sure = {*(form.sure.data or "").split(), *(caution.name for caution in found)}
    here = meanwhile.seen_in(ticket)
    return Composing(
        seen=form.seen.data or str(here),
        sure=" ".join(sorted(sure)),
        cautions=found,
        news=news,
        files=held_rows.aside_files(ticket, by=me()) if here.held else (),
        macros=macros.all_for(me()),
        used=_used(form),
        held=held_rows.held_in(ticket) if here.held else (),
        present=presence.others_at(ticket, me=me()),
        presets=sending_times.PRESETS,
    )


def say(ticket: Ticket, form: ComposerForm) -> Reply | HeldAnswer:
    """Send or note what was typed. Raises Refused, and WroteMeanwhile for answers."""
    files = [*_files_kept(ticket), *keep_all(form.uploads)]
    try:
        return _note(ticket, form, files) if form.is_note else _answer(ticket, form, files)
    except SentOtherwise:
        form.once.data = new_key()
        form.body.errors = ["This form was sent before with other words. Send these again"]
        raise Refused from None


def what_was_said(ticket: Ticket, said: Reply | HeldAnswer) -> Any:
    """The flash; an answer that waits can be undone there."""
    if isinstance(said, Reply):
        return _of_reply(ticket, said)
    who = _reader(ticket)
    if said.is_planned:
        when = sending_times.shown(said.due_at, me())
        text = f"Leaves for {who} on {when}, {ticket.number}"
    else:
        text = f"Sent to {who}, {ticket.number}"
    url = url_for("desk.take_back", number=ticket.number, held_id=said.id)
    return {"text": text, "url": url, "action": "Undo"}


def keep_files(ticket: Ticket, form: ComposerForm) -> None:
    """No browser shows again which files were chosen, so they wait here."""
    if form.uploads:
        held_rows.set_aside(ticket, keep_all(form.uploads), by=me())
        form.files.errors = [wrong for wrong in form.files.errors if wrong != CHOOSE_AGAIN]


def fill_in(ticket: Ticket, form: ComposerForm, macro: Macro) -> None:
    """The canned words below what was typed."""
    form.validate()
    wrong_files = form.files.errors
    for field in form:
        field.errors = []
    form.files.errors = wrong_files
    keep_files(ticket, form)
    typed = form.body.data or ""
    said = placeholders.fill(macro.body, ticket, me())
    form.body.data = f"{typed}\n\n{said}" if typed else said
    form.used.data = str(macro.id)
    kept = {"body": form.body.data, "visibility": form.visibility.data or "reply"}
    drafting.save(me(), drafting.desk_place(ticket), kept | {"once": form.once.data or ""})


def number_in(name: str) -> int:
    """A row's number from the form; 0, which no row has, for anything else."""
    text = request.form.get(name, "")
    is_one = text.isascii() and text.isdigit() and len(text) <= 10
    return int(text) if is_one and int(text) < LARGEST_ID else 0


def _note(ticket: Ticket, form: ComposerForm, files: Sequence[KeptFile]) -> Reply:
    said = conversation.note_kept(
        ticket, body=form.body.data, by=me(), files=files, once=form.once.data
    )
    notices.tell_mentioned(said, by=me())
    held_rows.clear_aside(ticket, by=me())
    return said


def _answer(ticket: Ticket, form: ComposerForm, files: Sequence[KeptFile]) -> Reply | HeldAnswer:
    at, is_planned = _leaves_at(form)
    sure = (form.sure.data or "").split()
    found = cautions.about(ticket, form.body.data, has_files=bool(files))
    if any(caution.name not in sure for caution in found):
        raise Refused(found)
    answer = leaving.Answer(
        body=form.body.data,
        files=files,
        then=THEN.get(request.form.get("then", ""), TicketState.WAITING),
        macro=_used(form),
        once=form.once.data,
    )
    seen = meanwhile.Seen.read(form.seen.data)
    return holding.send(ticket, answer, by=me(), seen=seen, at=at, is_planned=is_planned)


def _leaves_at(form: ComposerForm) -> tuple[datetime | None, bool]:
    """When it leaves, and whether somebody chose that time."""
    if request.form.get("do") != "later":
        wait = sending_times.wait_of(me())
        return (clock.now() + wait if wait else None), False
    at = sending_times.chosen(request.form.get("when", ""), form.later_at.data or "", me())
    if at is None:
        form.later_at.errors = ["Choose a time that is still to come, within a year"]
        raise Refused
    return at, True


def _files_kept(ticket: Ticket) -> list[KeptFile]:
    """Of the files that wait in the composer, those that are still ticked."""
    ticked = set(request.form.getlist("kept"))
    waiting = held_rows.aside_files(ticket, by=me())
    return [held_rows.kept_file(row) for row in waiting if str(row.id) in ticked]


def _used(form: ComposerForm) -> Macro | None:
    text = form.used.data or ""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return session.scalars(macros.seen_by(me()).where(Macro.id == int(text))).one_or_none()


def _of_reply(ticket: Ticket, said: Reply) -> str:
    if not said.is_for_the_customer:
        return "Note added"
    if queries.is_closed(ticket.contact_point):
        who = _reader(ticket)
        return f"Kept in {ticket.number}. {who} has no access any more and gets no mail"
    return f"Sent to {_reader(ticket)}, {ticket.number}"


def _reader(ticket: Ticket) -> str:
    return ticket.contact_point.name or ticket.customer.name
