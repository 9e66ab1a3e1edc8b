"""The people of a customer's organisation: who sees what, and who is invited."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import CUSTOMERS, get_or_404, me, open_to, require
from portal.accounts import attempts, invitations, organisations, policy, queries, roles
from portal.accounts.forms import SIGHTS, InviteColleagueForm, SightForm, notes
from portal.accounts.models import Invitation, Sight, User
from portal.accounts.routes import bp
from portal.customers.models import Customer
from portal.database import session
from portal.web.languages import _, lazy
from portal.web.rendering import render

INVITED_TOO_OFTEN = lazy("You invited many people today. Go on tomorrow")


@bp.get("/people")
@open_to(CUSTOMERS)
def people() -> ResponseReturnValue:
    return _people_page(_own_organisation(), InviteColleagueForm())


@bp.post("/people")
@open_to(CUSTOMERS)
def invite_colleague() -> ResponseReturnValue:
    organisation = _own_organisation()
    form = InviteColleagueForm(request.form)
    if not form.validate():
        return _people_page(organisation, form, status=422)
    try:
        invitations.invite_colleague(
            organisation,
            name=form.name.data,
            address=form.email.data,
            sees=Sight(form.sees.data),
            by=me(),
        )
    except attempts.TooOften:
        form.form_errors.append(INVITED_TOO_OFTEN)
        return _people_page(organisation, form, status=429)
    flash(_("%(name)s is invited", name=form.name.data))
    return redirect(url_for(".people"), 303)


@bp.post("/people/invitations/<int(max=2147483647):invitation_id>/withdraw")
@open_to(CUSTOMERS)
def withdraw_colleague(invitation_id: int) -> ResponseReturnValue:
    own = queries.open_invitations(_own_organisation().id)
    invited = get_or_404(own.where(Invitation.id == invitation_id))
    invitations.withdraw(invited, by=me())
    flash(_("The invitation of %(name)s is withdrawn", name=invited.name))
    return redirect(url_for(".people"), 303)


@bp.post("/people/<int(max=2147483647):user_id>/sees")
@open_to(CUSTOMERS)
def change_sight(user_id: int) -> ResponseReturnValue:
    colleague = _colleague(user_id)
    form = SightForm(request.form)
    if not form.validate():
        abort(422)
    try:
        organisations.let_see(colleague, Sight(form.sees.data), by=me())
    except organisations.NobodySeesAll:
        flash(_("Somebody has to see all concerns, so this stays as it is"), "bad")
    else:
        flash(_("What %(name)s sees is changed", name=colleague.name))
    return redirect(url_for(".people"), 303)


@bp.post("/people/<int(max=2147483647):user_id>/end-access")
@open_to(CUSTOMERS)
def end_colleague(user_id: int) -> ResponseReturnValue:
    colleague = _colleague(user_id)
    roles.end_access(colleague, by=me())
    undo = url_for(".readmit_colleague", user_id=colleague.id)
    said = _("%(name)s cannot sign in any more", name=colleague.name)
    flash({"text": said, "url": undo, "action": _("Undo")})
    return redirect(url_for(".people"), 303)


@bp.post("/people/<int(max=2147483647):user_id>/give-access")
@open_to(CUSTOMERS)
def readmit_colleague(user_id: int) -> ResponseReturnValue:
    colleague = _colleague(user_id)
    roles.give_access_back(colleague, by=me())
    flash(_("%(name)s can sign in again", name=colleague.name))
    return redirect(url_for(".people"), 303)


def _own_organisation() -> Customer:
    organisation = me().customer
    if not policy.may_invite_colleague(me(), organisation):
        abort(404)
    return organisation


def _colleague(user_id: int) -> User:
    colleague = get_or_404(queries.user_for(me(), user_id))
    require(policy.may_manage_colleague, colleague)
    return colleague


def _people_page(
    organisation: Customer, form: InviteColleagueForm, *, status: int = 200
) -> ResponseReturnValue:
    return render(
        "accounts/people.html",
        organisation=organisation,
        people=session.scalars(queries.people_of(organisation.id)).all(),
        invitations=session.scalars(queries.open_invitations(organisation.id)).all(),
        sights=SIGHTS,
        notes=notes(SIGHTS),
        form=form,
        status=status,
    )
