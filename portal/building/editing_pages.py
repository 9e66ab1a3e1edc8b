"""What every form of the editor does when it is sent: change the draft, or say why not."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.access import me
from portal.building import editing
from portal.building.edit_forms import SeenForm
from portal.building.opened import NoDraft, Opened, least_price
from portal.building.publishing import NotADraft
from portal.configurator.faults import Unsound
from portal.configurator.model import Group, Option, ProductModel

MOST_SAID = 5
CONFLICT, INVALID = 409, 422
AGAIN = "Somebody else changed this meanwhile. Save again to have it your way"


class Missing(Exception):
    """What the change is about is not there any more; says what."""


def save(
    its: Opened,
    form: SeenForm,
    to: Callable[[ProductModel], ProductModel],
    *,
    what: str,
    url: str,
    again: Callable[[int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Change the draft and go to `url`; else `again(status)` with what is wrong in the form.

    After somebody else changed the same, the form counts from now on: saved once more, it stands.
    """

    def checked(model: ProductModel) -> ProductModel:
        changed = to(model)
        if least_price(changed) < 0 <= least_price(model):
            raise Unsound(["A build could cost less than nothing: the rebates are too large"])
        return changed

    try:
        made = its.change(checked, what=what, seen=form.seen_edits, by=me())
    except editing.Clash as clash:
        form.form_errors.append(AGAIN)
        form.form_errors.extend(clash.what)
        form.seen.data = str(its.draft.edits if its.draft else 0)
        return again(CONFLICT)
    except Unsound as unsound:
        form.form_errors.extend(sentence(each) for each in unsound.faults[:MOST_SAID])
        return again(INVALID)
    except Missing as missing:
        form.form_errors.append(str(missing))
        return again(CONFLICT)
    except (NoDraft, NotADraft):
        return no_draft(its)
    said(its, made)
    return redirect(url, 303)


def said(its: Opened, made: Any) -> None:
    """Tell what was done, with a way back."""
    if made is None:
        flash("Nothing was changed")
        return
    undo = url_for("models.take_back", slug=its.slug, edit=made.n)
    flash({"text": sentence(made.what), "url": undo, "action": "Undo"})


def no_draft(its: Opened) -> ResponseReturnValue:
    flash("What is published never changes. Begin a draft, then change that", "warn")
    return redirect(url_for("models.show", slug=its.slug), 303)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def group_or_404(model: ProductModel, name: str) -> Group:
    found = next((each for each in model.groups if each.id == name), None)
    if found is None:
        abort(404)
    return found


def group_in(model: ProductModel, name: str) -> Group:
    """The group in the model that is being changed."""
    for each in model.groups:
        if each.id == name:
            return each
    raise Missing(f"The group “{name}” was removed meanwhile. Undo that first, in the history")


def option_or_404(group: Group, name: str) -> Option:
    found = next((each for each in group.options if each.id == name), None)
    if found is None or group.span is not None:
        abort(404)
    return found
