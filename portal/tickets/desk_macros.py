"""Canned answers as the desk keeps them, and how long sent answers can be undone."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length, Optional

from portal.access import DESK, get_or_404, me, open_to, require
from portal.tickets import macros, notices, placeholders, sending_times
from portal.tickets.composing_models import Macro
from portal.tickets.desk import bp
from portal.tickets.desk_forms import STATES
from portal.tickets.forms import LONGEST_WORDS
from portal.tickets.macros import MacroText
from portal.tickets.models import Priority, TicketState
from portal.web.forms import PortalForm, one_line
from portal.web.rendering import render

AS_IT_IS = {"": "Leave as it is"}


class MacroForm(PortalForm):
    name = StringField(
        "Name",
        [
            DataRequired("Give it a name"),
            Length(max=80, message="Keep it to 80 characters"),
            one_line,
        ],
    )
    body = TextAreaField(
        "Text",
        [Optional(), Length(max=LONGEST_WORDS, message="Keep it shorter than 20 000 characters")],
        description="Without text it only sets what you choose below",
        render_kw={"rows": 8},
    )
    then = SelectField(
        "Status",
        choices=AS_IT_IS | {state.value: name for state, name in STATES.items()},
    )
    priority = SelectField(
        "Priority",
        choices=AS_IT_IS | {level.value: level.value.capitalize() for level in Priority},
    )
    assigns_me = BooleanField("Assign the concern to who uses it")
    is_for_all = BooleanField("Show it to everyone at the desk")

    def validate_body(self, field: TextAreaField) -> None:
        if wrong := placeholders.troubles(field.data or ""):
            raise ValidationError(wrong[0])

    def text(self) -> MacroText:
        return MacroText(
            name=self.name.data,
            body=self.body.data or "",
            is_for_all=self.is_for_all.data and macros.may_share(me()),
            then=TicketState(self.then.data) if self.then.data else None,
            priority=Priority(self.priority.data) if self.priority.data else None,
            assigns_me=self.assigns_me.data,
        )


class WaitForm(PortalForm):
    seconds = SelectField(
        "Sent answers can be undone for",
        choices={str(each): f"{each} seconds" if each else "No time" for each in (0, 10, 30, 60)},
    )


@bp.get("/macros")
@open_to(DESK)
def macro_list() -> ResponseReturnValue:
    seconds = int(sending_times.wait_of(me()).total_seconds())
    return render(
        "tickets/desk/macros.html",
        macros=macros.all_for(me()),
        may_change=lambda macro: macros.may_change(me(), macro),
        wait=WaitForm(None, seconds=str(seconds)),
        states=STATES,
    )


@bp.route("/macros/new", methods=["GET", "POST"])
@open_to(DESK)
def new_macro() -> ResponseReturnValue:
    form = MacroForm(request.form if request.method == "POST" else None)
    return _saved(form, None)


@bp.route("/macros/<int(max=2147483647):macro_id>", methods=["GET", "POST"])
@open_to(DESK)
def macro(macro_id: int) -> ResponseReturnValue:
    found = _changeable(macro_id)
    kept = {
        "name": found.name,
        "body": found.body,
        "then": found.then.value if found.then else "",
        "priority": found.priority.value if found.priority else "",
        "assigns_me": found.assigns_me,
        "is_for_all": found.owner_id is None,
    }
    is_sent = request.method == "POST"
    form = MacroForm(request.form) if is_sent else MacroForm(None, data=kept)
    return _saved(form, found)


@bp.post("/macros/<int(max=2147483647):macro_id>/remove")
@open_to(DESK)
def remove_macro(macro_id: int) -> ResponseReturnValue:
    found = _changeable(macro_id)
    macros.remove(found)
    flash(f"{found.name} is removed")
    return redirect(url_for(".macro_list"), 303)


@bp.post("/macros/undo-time")
@open_to(DESK)
def undo_time() -> ResponseReturnValue:
    form = WaitForm(request.form)
    if form.validate():
        sending_times.choose(me(), int(form.seconds.data))
        flash("Your answers wait as you chose")
    else:
        flash("That is no longer a choice. Choose again", "bad")
    return redirect(url_for(".macro_list"), 303)


@bp.get("/notices")
@open_to(DESK)
def notices_page() -> ResponseReturnValue:
    return render("tickets/desk/notices.html", notices=notices.latest(me()))


@bp.post("/notices/read")
@open_to(DESK)
def read_notices() -> ResponseReturnValue:
    notices.mark_read(me())
    flash("All read")
    return redirect(url_for(".notices_page"), 303)


def _saved(form: MacroForm, found: Macro | None) -> ResponseReturnValue:
    if request.method == "POST" and form.validate():
        saved = macros.save(found, form.text(), by=me())
        flash(f"{saved.name} is saved")
        return redirect(url_for(".macro_list"), 303)
    return render(
        "tickets/desk/macro.html",
        form=form,
        macro=found,
        facts=placeholders.FACTS,
        may_share=macros.may_share(me()),
        status=422 if form.errors else 200,
    )


def _changeable(macro_id: int) -> Macro:
    found = get_or_404(macros.seen_by(me()).where(Macro.id == macro_id))
    require(macros.may_change, found)
    return found
