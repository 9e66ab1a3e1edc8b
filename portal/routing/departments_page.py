"""Departments at the desk: who deals with what, and changing that."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.access import DESK, get_or_404, me, open_to
from portal.accounts.models import User
from portal.database import session
from portal.departments import keeping, queries
from portal.departments.models import Department, DepartmentChange, DepartmentMember
from portal.departments.policy import MANAGERS, may_manage
from portal.routing import book, retiring
from portal.routing.forms import INSIDE, PARTNER, DepartmentForm, RetireForm
from portal.tickets import acts
from portal.tickets.view_models import Act
from portal.web.rendering import render

bp = Blueprint("departments", __name__, url_prefix="/desk/departments")
MOST_CHANGES = 50


@bp.get("")
@open_to(DESK)
def index() -> ResponseReturnValue:
    with_people = selectinload(Department.members).joinedload(DepartmentMember.user)
    listed = select(Department).options(with_people).order_by(Department.name)
    every = session.scalars(listed.limit(queries.MOST)).all()
    open_now = retiring.open_each([each.id for each in every])
    return render(
        "routing/desk/departments.html",
        departments=[each for each in every if not each.is_partner and not each.is_retired],
        partners=[each for each in every if each.is_partner and not each.is_retired],
        retired=[each for each in every if each.is_retired],
        open_now=open_now,
        most=retiring.MOST_SHOWN,
        may_manage=may_manage(me()),
    )


@bp.get("/new")
@open_to(MANAGERS)
def new_form() -> ResponseReturnValue:
    return _form_page(_form())


@bp.post("/new")
@open_to(MANAGERS)
def add() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return _form_page(form, status=422)
    is_partner = form.where.data == PARTNER
    try:
        made = _made(form, is_partner=is_partner)
    except keeping.NameTaken:
        form.name.errors = [f"There is a department called {form.name.data}. Choose another name"]
        return _form_page(form, status=422)
    flash(f"{made.name} is open")
    return redirect(url_for(".show", department_id=made.id), 303)


@bp.get("/<int(max=2147483647):department_id>")
@open_to(DESK)
def show(department_id: int) -> ResponseReturnValue:
    department = get_or_404(_by_id(department_id))
    form = DepartmentForm(
        None,
        data={
            "where": PARTNER if department.is_partner else INSIDE,
            "name": department.name,
            "purpose": department.purpose,
            "address": department.address,
            "members": [str(member.user_id) for member in department.members],
        },
    )
    _offer(form, department)
    return _page(department, form, edits=department.edits)


@bp.post("/<int(max=2147483647):department_id>")
@open_to(MANAGERS)
def save(department_id: int) -> ResponseReturnValue:
    department = get_or_404(_by_id(department_id))
    form = DepartmentForm()
    form.where.data = PARTNER if department.is_partner else INSIDE
    _offer(form, department)
    edits = request.form.get("edits", default=-1, type=int)
    if not form.validate():
        return _page(department, form, edits=edits, status=422)
    try:
        _save(department, form, edits)
    except keeping.NameTaken:
        form.name.errors = [f"There is a department called {form.name.data}. Choose another name"]
        return _page(department, form, edits=edits, status=422)
    except keeping.ChangedMeanwhile:
        form.form_errors.append("Somebody else changed it meanwhile. Look at the history below")
        return _page(department, form, edits=department.edits, status=409)
    flash(f"{department.name} is saved")
    return redirect(url_for(".show", department_id=department_id), 303)


@bp.get("/<int(max=2147483647):department_id>/retire")
@open_to(MANAGERS)
def retire_form(department_id: int) -> ResponseReturnValue:
    department = get_or_404(_by_id(department_id))
    return _retire_page(department, _retire_form(department))


@bp.post("/<int(max=2147483647):department_id>/retire")
@open_to(MANAGERS)
def retire(department_id: int) -> ResponseReturnValue:
    """Nothing is lost: what is open goes where its form says."""
    department = get_or_404(_by_id(department_id))
    form = _retire_form(department)
    if not form.validate():
        return _retire_page(department, form, status=422)
    to = get_or_404(queries.in_house(int(form.to.data))) if form.to.data else None
    act, left = retiring.retire(department, successor=to, by=me())
    text = f"{department.name} is retired"
    if act:
        text += f". Its open concerns {f'go to {to.name}' if to else 'have no department now'}"
    text += ", the last of them within a few minutes" if left else ""
    back = url_for(".bring_back", department_id=department_id, act=act.id if act else None)
    flash({"text": text, "url": back, "action": "Undo"})
    return redirect(url_for(".index"), 303)


@bp.post("/<int(max=2147483647):department_id>/bring-back")
@open_to(MANAGERS)
def bring_back(department_id: int) -> ResponseReturnValue:
    """Use it again; as the undoing of its retirement, with the concerns that were moved."""
    department = get_or_404(_by_id(department_id))
    try:
        keeping.bring_back(department, by=me())
    except keeping.NameTaken:
        flash(f"Another department is called {department.name} now. Rename that one first", "bad")
        return redirect(url_for(".show", department_id=department_id), 303)
    act_id = request.args.get("act", default=0, type=int)
    moved = session.scalars(acts.undoable_by(me()).where(Act.id == act_id)).one_or_none()
    restored = acts.undo(moved, by=me()).restored if moved else 0
    back = f". {restored} of its concerns are back" if restored else ""
    flash(f"{department.name} is in use again{back}")
    return redirect(url_for(".show", department_id=department_id), 303)


def _by_id(department_id: int) -> Select[tuple[Department]]:
    return select(Department).where(Department.id == department_id)


def _form() -> DepartmentForm:
    form = DepartmentForm()
    _offer(form)
    return form


def _offer(form: DepartmentForm, department: Department | None = None) -> None:
    """The people of the desk, and members who no longer are."""
    former = department.members if department else []
    form.offer({member.user_id: member.user.name for member in former} | book.standing().staff)


def _people(form: DepartmentForm) -> Sequence[User]:
    chosen = [int(each) for each in form.members.data or ()]
    return session.scalars(select(User).where(User.id.in_(chosen)).order_by(User.name)).all()


def _made(form: DepartmentForm, *, is_partner: bool) -> Department:
    made = keeping.open_department(
        name=form.name.data,
        purpose=form.purpose.data,
        is_partner=is_partner,
        address=form.address.data if is_partner else "",
        by=me(),
    )
    if not is_partner:
        keeping.set_members(made, _people(form), by=me())
    return made


def _save(department: Department, form: DepartmentForm, edits: int) -> None:
    keeping.change(
        department,
        name=form.name.data,
        purpose=form.purpose.data,
        address=(form.address.data or "") if department.is_partner else "",
        edits=edits,
        by=me(),
    )
    if not department.is_partner:
        keeping.set_members(department, _people(form), by=me())


def _form_page(form: DepartmentForm, status: int = 200) -> ResponseReturnValue:
    return render("routing/desk/new_department.html", form=form, status=status)


def _page(
    department: Department, form: DepartmentForm, *, edits: int, status: int = 200
) -> ResponseReturnValue:
    changes = (
        select(DepartmentChange)
        .where(DepartmentChange.department_id == department.id)
        .order_by(DepartmentChange.id.desc())
        .limit(MOST_CHANGES)
    )
    return render(
        "routing/desk/department.html",
        status=status,
        department=department,
        form=form,
        edits=edits,
        open_now=retiring.open_each([department.id]).get(department.id, 0),
        most=retiring.MOST_SHOWN,
        changes=session.scalars(changes).all(),
        successor=session.get(Department, department.successor_id or 0),
        may_manage=may_manage(me()),
    )


def _retire_form(department: Department) -> RetireForm:
    form = RetireForm()
    others = {each.id: each.name for each in queries.names_in_house() if each.id != department.id}
    form.offer(others)
    return form


def _retire_page(
    department: Department, form: RetireForm, status: int = 200
) -> ResponseReturnValue:
    return render(
        "routing/desk/retire.html",
        status=status,
        department=department,
        form=form,
        open_now=retiring.open_in(department),
        most=retiring.MOST_COUNTED,
        broken=[rule.key for rule in book.current().rules if rule.department_id == department.id],
    )
