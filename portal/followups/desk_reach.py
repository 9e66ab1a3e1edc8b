"""Beside the rules while they are written: whom they reach, and who is left out by what."""

from flask import request
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to
from portal.followups import desk_editor, documents, policy, queries, reach, versions
from portal.followups.desk import bp
from portal.followups.models import Playbook
from portal.followups.reach import Reach
from portal.followups.spec_reading import NotASpec
from portal.web.rendering import render, wants_fragment

NOT_SAID_YET = {"en": "…"}


@bp.post("/new/reach")
@open_to(policy.WRITERS)
def reach_of_new() -> ResponseReturnValue:
    return _counted(None)


@bp.post("/<playbook>/reach")
@open_to(policy.WRITERS)
def reach_of(playbook: str) -> ResponseReturnValue:
    return _counted(get_or_404(queries.playbook_for(me(), playbook)))


def _counted(playbook: Playbook | None) -> ResponseReturnValue:
    """What is written counts, saved or not; nothing is saved by it."""
    form = desk_editor.rules_form(request.form)
    before = versions.newest_of(playbook).spec if playbook else documents.BLANK
    found: Reach | None = None
    trouble = ""
    try:
        document = form.document(before)
        if not form.why.data:
            document["why"] = NOT_SAID_YET
        key = playbook.key if playbook else "new"
        found = reach.reach(document, key=key, owner=playbook.owner if playbook else me())
    except NotASpec as wrong:
        trouble = str(wrong)
    if wants_fragment():
        return render("followups/desk/edit.html", fragment="reach", playbook=playbook,
                      reach=found, reach_trouble=trouble)  # fmt: skip
    return desk_editor.rules_page(playbook, form, reach=found, reach_trouble=trouble)
