"""Setting the learning: for which departments it acts, and learning again now."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import get_or_404, me, open_to
from portal.articles.models import Topic
from portal.departments import queries as departments
from portal.learning import policy, settings, training
from portal.learning.desk import bp
from portal.web.rendering import render

TOPICS = {
    Topic.CHOOSING: "Choosing",
    Topic.ORDERS: "Orders",
    Topic.CARE: "Care",
    Topic.TROUBLE: "Trouble",
    Topic.RETURNS: "Returns",
    Topic.ACCOUNT: "Account",
}


@bp.get("/learning/departments")
@open_to(policy.MANAGERS)
def department_settings() -> ResponseReturnValue:
    return render("learning/desk/departments.html", allowed=settings.allowed(), topics=TOPICS)


@bp.post("/learning/departments/<int(max=2147483647):department_id>")
@open_to(policy.MANAGERS)
def set_department(department_id: int) -> ResponseReturnValue:
    department = get_or_404(departments.in_house(department_id))
    acts = request.form.get("acts") == "1"
    settings.allow(department, acts=acts, topics=request.form.getlist("topic"), by=me())
    does = "sorts by itself what is surely theirs" if acts else "only proposes"
    flash(f"{department.name}: the portal {does}")
    return redirect(url_for(".department_settings"), 303)


@bp.post("/learning/again")
@open_to(policy.MANAGERS)
def learn_again() -> ResponseReturnValue:
    training.want()
    flash("It learns again within a minute")
    return redirect(url_for(".index"), 303)
