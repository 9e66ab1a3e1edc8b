"""Pages of a user's addresses: asking for another, confirming it, and joining two accounts."""

from flask import flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import CUSTOMERS, EVERYONE, STAFF, get_or_404, me, open_to
from portal.accounts import addresses, attempts, merging, removing, sessions
from portal.accounts.models import AddressChange
from portal.accounts.profile import profile_page
from portal.accounts.profile_forms import SIGN_IN_AGAIN, AddressForm
from portal.accounts.routes import bp, link_is_over
from portal.accounts.standing import Standing, standing
from portal.customers.models import ContactPoint
from portal.web.languages import _, lazy
from portal.web.rendering import render

ASKED_TOO_OFTEN = lazy("You asked for many addresses. Go on in an hour")
REFUSALS = {
    Standing.STAFF: lazy("Somebody who works here uses this address, so it cannot be added."),
    Standing.ORGANISATION: lazy(
        "One of the two belongs to an organisation, whose records are its people's as well. They "
        "are never joined with a person's own."
    ),
    Standing.SHARED: lazy("More than one person is kept under this address, so it stays apart."),
    Standing.CLOSED: lazy("The account of this address is closed."),
}


@bp.post("/profile/addresses")
@open_to(CUSTOMERS, STAFF)
def ask_for_address() -> ResponseReturnValue:
    form = AddressForm(request.form)
    if not form.validate():
        return profile_page(address_form=form, status=422)
    if not sessions.has_just_signed_in(me()):
        form.form_errors.append(SIGN_IN_AGAIN)
        return profile_page(address_form=form, status=422)
    is_main = form.becomes_main.data or me().is_staff
    try:
        change = addresses.ask(me(), form.email.data, becomes_main=is_main)
    except attempts.TooOften:
        form.form_errors.append(ASKED_TOO_OFTEN)
        return profile_page(address_form=form, status=429)
    except addresses.AlreadyTheirs:
        form.email.errors = [_("This is your address already")]
        return profile_page(address_form=form, status=422)
    return _wrote(change)


@bp.post("/profile/addresses/<int(max=2147483647):contact_point_id>/main")
@open_to(CUSTOMERS)
def make_main(contact_point_id: int) -> ResponseReturnValue:
    contact_point = _own_address(contact_point_id)
    try:
        change = addresses.ask(me(), contact_point.address, becomes_main=True)
    except attempts.TooOften:
        flash(str(ASKED_TOO_OFTEN), "bad")
    except addresses.AlreadyTheirs:
        flash(_("This is your main address already"))
    else:
        return _wrote(change)
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/addresses/<int(max=2147483647):contact_point_id>/remove")
@open_to(CUSTOMERS)
def remove_address(contact_point_id: int) -> ResponseReturnValue:
    contact_point = _own_address(contact_point_id)
    address = contact_point.address
    try:
        removing.remove(contact_point, by=me())
    except removing.MainAddress:
        flash(_("You sign in with this address. Make another one the main address first"), "bad")
    else:
        flash(_("%(address)s is removed", address=address))
    return redirect(url_for(".profile"), 303)


@bp.post("/profile/addresses/stop")
@open_to(CUSTOMERS, STAFF)
def stop_own_change() -> ResponseReturnValue:
    change = addresses.open_change_of(me())
    if change is not None:
        addresses.stop(change)
    flash(_("Your addresses stay as they are"))
    return redirect(url_for(".profile"), 303)


@bp.get("/address/<token>")
@open_to(EVERYONE)
def show_address(token: str) -> ResponseReturnValue:
    """Mail programs open links to look at them, so opening does nothing yet."""
    change = addresses.peek(token)
    return _address_page(change, token) if change else link_is_over()


@bp.post("/address/<token>")
@open_to(EVERYONE)
def confirm_address(token: str) -> ResponseReturnValue:
    change = addresses.peek(token)
    if change is None:
        return link_is_over()
    user = me()
    if change.user_id != user.id or _refusal(change, token):
        return _address_page(change, token, status=403)
    change = addresses.confirm(token, by=user)
    if change is None:
        return link_is_over()
    return _after_confirming(change)


@bp.post("/address/<token>/stop")
@open_to(EVERYONE)
def stop_change(token: str) -> ResponseReturnValue:
    change = addresses.peek(token)
    if change is None:
        return link_is_over()
    addresses.stop(change)
    return render("accounts/address_stopped.html", change=change)


@bp.get("/profile/join")
@open_to(CUSTOMERS)
def ask_to_join() -> ResponseReturnValue:
    """What would be joined. Only who has shown that both mailboxes are theirs gets here."""
    change = addresses.open_change_of(me())
    other = merging.other_of(change) if change and addresses.is_agreed(change) else None
    if change is None or other is None:
        return link_is_over()
    return render(
        "accounts/join.html",
        change=change,
        other=other.customer,
        holdings=merging.holdings(other.customer),
    )


@bp.post("/profile/join")
@open_to(CUSTOMERS)
def join() -> ResponseReturnValue:
    change = addresses.open_change_of(me())
    if change is None:
        return link_is_over()
    try:
        merging.join(change, by=me())
    except merging.CannotJoin:
        return link_is_over()
    if change.becomes_main:
        sessions.sign_in(me())
    flash(_("The two accounts are one now"), "good")
    return redirect(url_for(".profile"), 303)


def _wrote(change: AddressChange) -> ResponseReturnValue:
    """The same for every address, whoever has it."""
    if not change.becomes_main:
        flash(_("We wrote to %(address)s", address=change.address))
    elif change.address_confirmed_at:
        flash(_("We wrote to %(address)s", address=change.main_address))
    else:
        flash(_("We wrote to both mailboxes"))
    return redirect(url_for(".profile"), 303)


def _after_confirming(change: AddressChange) -> ResponseReturnValue:
    if change.ended_at is not None:
        if change.becomes_main:
            sessions.sign_in(me())
            said = _("%(address)s is your main address now", address=change.address)
        else:
            said = _("%(address)s is yours now", address=change.address)
        flash(said, "good")
    elif addresses.is_agreed(change):
        return redirect(url_for(".ask_to_join"), 303)
    elif change.address_confirmed_at is None:
        flash(_("Confirmed. Now open the mail to %(address)s", address=change.address))
    else:
        flash(_("Confirmed. Now open the mail to %(address)s", address=change.main_address))
    return redirect(url_for(".profile"), 303)


def _address_page(change: AddressChange, token: str, *, status: int = 200) -> ResponseReturnValue:
    is_theirs = change.user_id == me().id
    if not is_theirs:
        cookie["next"] = url_for(".show_address", token=token)
    is_new = addresses.is_of_new_mailbox(change, token)
    return render(
        "accounts/address.html",
        change=change,
        token=token,
        is_theirs=is_theirs,
        is_new=is_new,
        is_confirmed=bool(change.address_confirmed_at if is_new else change.main_confirmed_at),
        is_to_join=is_theirs and is_new and _standing(change) is Standing.TO_JOIN,
        refusal=_refusal(change, token) if is_theirs else None,
        status=status,
    )


def _refusal(change: AddressChange, token: str) -> str | None:
    """Why it cannot be; only the reader of the new mailbox learns it."""
    if not addresses.is_of_new_mailbox(change, token):
        return None
    return REFUSALS.get(_standing(change))


def _standing(change: AddressChange) -> Standing:
    return standing(change.user, change.address)


def _own_address(contact_point_id: int) -> ContactPoint:
    return get_or_404(
        select(ContactPoint).where(
            ContactPoint.id == contact_point_id, ContactPoint.user_id == me().id
        )
    )
