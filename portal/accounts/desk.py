"""Who works here: invite, change roles, end access. For administrators; team leads may look."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import Role, get_or_404, me, open_to, require
from portal.accounts import invitations, policy, queries, roles, second_factor
from portal.accounts.forms import ROLES, InviteStaffForm, RoleForm, notes
from portal.accounts.models import Invitation, User
from portal.accounts.routes import bp
from portal.accounts.signing_up import AddressTaken
from portal.database import session
from portal.web.rendering import render

ADMINS = frozenset({Role.ADMIN})
ADMINS_AND_LEADS = frozenset({Role.ADMIN, Role.LEAD})


@bp.get("/desk/staff")
@open_to(ADMINS_AND_LEADS)
def staff() -> ResponseReturnValue:
    return _staff_page(InviteStaffForm())


@bp.post("/desk/staff")
@open_to(ADMINS)
def invite_staff() -> ResponseReturnValue:
    form = InviteStaffForm(request.form)
    if not form.validate():
        return _staff_page(form, status=422)
    try:
        invitations.invite_staff(
            name=form.name.data, address=form.email.data, role=Role(form.role.data), by=me()
        )
    except AddressTaken:
        form.email.errors = ["Somebody signs in with this address already"]
        return _staff_page(form, status=422)
    flash(f"{form.name.data} is invited")
    return redirect(url_for(".staff"), 303)


@bp.post("/desk/staff/invitations/<int(max=2147483647):invitation_id>/withdraw")
@open_to(ADMINS)
def withdraw_invitation(invitation_id: int) -> ResponseReturnValue:
    invited = get_or_404(queries.open_invitations(None).where(Invitation.id == invitation_id))
    invitations.withdraw(invited, by=me())
    flash(f"The invitation of {invited.name} is withdrawn")
    return redirect(url_for(".staff"), 303)


@bp.post("/desk/staff/<int(max=2147483647):user_id>/role")
@open_to(ADMINS)
def change_role(user_id: int) -> ResponseReturnValue:
    member = _member(user_id)
    form = RoleForm(request.form)
    if not form.validate():
        abort(422)
    return _done(
        lambda: roles.change_role(member, role=Role(form.role.data), by=me()),
        f"{member.name} has another role from now on",
    )


@bp.post("/desk/staff/<int(max=2147483647):user_id>/end-access")
@open_to(ADMINS)
def end_access(user_id: int) -> ResponseReturnValue:
    member = _member(user_id)
    return _done(
        lambda: roles.end_access(member, by=me()), f"{member.name} cannot sign in any more"
    )


@bp.post("/desk/staff/<int(max=2147483647):user_id>/give-access")
@open_to(ADMINS)
def give_access_back(user_id: int) -> ResponseReturnValue:
    member = _member(user_id)
    return _done(
        lambda: roles.give_access_back(member, by=me()), f"{member.name} can sign in again"
    )


@bp.post("/desk/staff/<int(max=2147483647):user_id>/take-authenticator-off")
@open_to(ADMINS)
def take_authenticator_off(user_id: int) -> ResponseReturnValue:
    member = _member(user_id)
    return _done(
        lambda: second_factor.take_off(member, by=me()),
        f"{member.name} sets up an authenticator at the next sign-in",
    )


def _member(user_id: int) -> User:
    member = get_or_404(queries.staff().where(User.id == user_id))
    require(policy.may_manage_staff, member)
    return member


def _done(change, said: str) -> ResponseReturnValue:
    try:
        change()
    except roles.LastAdmin:
        flash("Make somebody else an administrator first", "bad")
    else:
        flash(said)
    return redirect(url_for(".staff"), 303)


def _staff_page(form: InviteStaffForm, *, status: int = 200) -> ResponseReturnValue:
    return render(
        "accounts/desk/staff.html",
        staff=session.scalars(queries.staff()).all(),
        invitations=session.scalars(queries.open_invitations(None)).all(),
        roles=ROLES,
        notes=notes(ROLES),
        form=form,
        may_change=policy.may_invite_staff(me()),
        status=status,
    )
