"""Writing a playbook: its rules on one page, and each step in each language on a page of its own.
Saving writes the next version; nothing that was written before changes."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from portal.access import DESK, get_or_404, me, open_to
from portal.accounts.models import User
from portal.database import session
from portal.followups import documents, placeholders, policy, queries, starting, versions
from portal.followups.desk import bp, page
from portal.followups.desk_forms import LetterForm, PlaybookForm
from portal.followups.models import Playbook
from portal.followups.reach import Reach
from portal.followups.spec_reading import LANGUAGES, MOST_STEPS, NotASpec
from portal.followups.switching import NotNow
from portal.web.languages import LANGUAGES as SPOKEN
from portal.web.rendering import render

MOST_STAFF = 200


@bp.get("/new")
@open_to(policy.WRITERS)
def new() -> ResponseReturnValue:
    fields = documents.as_fields(None, documents.BLANK) | {"owner": str(me().id)}
    return rules_page(None, rules_form(None, **fields))


@bp.post("/new")
@open_to(policy.WRITERS)
def create() -> ResponseReturnValue:
    form = rules_form(request.form)
    if not form.validate():
        return rules_page(None, form, status=422)
    try:
        playbook = versions.begin(
            title=form.title.data, document=form.document(documents.BLANK),
            owner=_staff(form.owner.data) or me(), care_of=_staff(form.care_of.data), by=me(),
        )  # fmt: skip
    except NotASpec as wrong:
        return rules_page(None, form, troubles=wrong.troubles, status=422)
    flash("Now write what the mail says")
    return redirect(url_for(".letter", playbook=playbook.key, step=1, language="en"), 303)


@bp.get("/<playbook>/edit")
@open_to(policy.WRITERS)
def edit(playbook: str) -> ResponseReturnValue:
    found = _found(playbook)
    document = versions.newest_of(found).spec
    return rules_page(found, rules_form(None, **documents.as_fields(found, document)))


@bp.post("/<playbook>/edit")
@open_to(policy.WRITERS)
def save(playbook: str) -> ResponseReturnValue:
    found, form = _found(playbook), rules_form(request.form)
    if not form.validate():
        return rules_page(found, form, status=422)
    before = versions.newest_of(found)
    try:
        version = versions.revise(found, form.document(before.spec), by=me())
    except (NotASpec, NotNow) as wrong:
        return rules_page(found, form, troubles=[str(wrong)], status=422)
    versions.entrust(
        found, title=form.title.data, owner=_staff(form.owner.data) or found.owner,
        care_of=_staff(form.care_of.data), by=me(),
    )  # fmt: skip
    return _saved(found, version.n, is_new=version.id != before.id)


@bp.get("/<playbook>/steps/<int(max=9):step>/<language>")
@open_to(policy.WRITERS)
def letter(playbook: str, step: int, language: str) -> ResponseReturnValue:
    found = _found(playbook)
    document = versions.newest_of(found).spec
    shown, written = _step(document, step, language)
    form = LetterForm(None, **documents.step_as_fields(shown, written))
    return _letter_page(found, document, step, language, form)


@bp.post("/<playbook>/steps/<int(max=9):step>/<language>")
@open_to(policy.WRITERS)
def save_letter(playbook: str, step: int, language: str) -> ResponseReturnValue:
    found, form = _found(playbook), LetterForm(request.form)
    before = versions.newest_of(found)
    _step(before.spec, step, language)
    if not form.validate() or _placeholder_troubles(form):
        return _letter_page(found, before.spec, step, language, form, status=422)
    try:
        document = documents.with_step(before.spec, step, language, form)
        version = versions.revise(found, document, by=me())
    except (NotASpec, NotNow) as wrong:
        troubles = [str(wrong)]
        return _letter_page(found, before.spec, step, language, form, troubles, status=422)
    return _saved(found, version.n, is_new=version.id != before.id)


@bp.post("/<playbook>/steps/<int(max=9):step>/remove")
@open_to(policy.WRITERS)
def remove_step(playbook: str, step: int) -> ResponseReturnValue:
    found = _found(playbook)
    before = versions.newest_of(found)
    try:
        version = versions.revise(found, documents.without_step(before.spec, step), by=me())
    except NotNow as refused:
        return page(found, trouble=str(refused), status=409)
    return _saved(found, version.n, is_new=version.id != before.id)


def rules_form(formdata: Any, **fields: Any) -> PlaybookForm:
    form = PlaybookForm(formdata, **fields)
    staff = session.scalars(
        select(User)
        .where(User.role.is_not(None), User.disabled_at.is_(None))
        .order_by(User.name)
        .limit(MOST_STAFF)
    ).all()
    form.owner.choices = _choices([each for each in staff if each.role in policy.WRITERS])
    form.care_of.choices = {"": "Nobody yet"} | _choices([e for e in staff if e.role in DESK])
    return form


def _choices(staff: list[User]) -> dict[str, str]:
    return {str(each.id): each.name for each in staff}


def rules_page(
    playbook: Playbook | None,
    form: PlaybookForm,
    *,
    troubles: list[str] | None = None,
    reach: Reach | None = None,
    reach_trouble: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    document = versions.newest_of(playbook).spec if playbook else None
    return render(
        "followups/desk/edit.html",
        status=status,
        playbook=playbook,
        form=form,
        troubles=troubles or [],
        failed=bool(troubles),
        steps=document["steps"] if document else [],
        languages=SPOKEN,
        starters=[] if playbook else starting.starters(),
        most_steps=MOST_STEPS,
        reach=reach,
        reach_trouble=reach_trouble,
    )


def _letter_page(
    playbook: Playbook,
    document: dict[str, Any],
    step: int,
    language: str,
    form: LetterForm,
    troubles: list[str] | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    is_there = step <= len(document["steps"])
    return render(
        "followups/desk/letter.html",
        status=status,
        playbook=playbook,
        form=form,
        troubles=[*(troubles or []), *_placeholder_troubles(form)] if status != 200 else [],
        failed=status != 200,
        step=step,
        count=len(document["steps"]),
        language=language,
        languages=SPOKEN,
        written=document["steps"][step - 1]["letters"] if is_there else {},
        names=placeholders.NAMES,
        is_there=is_there,
    )


def _step(
    document: dict[str, Any], number: int, language: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The step and its letter; for one that is not written yet, what it begins with."""
    steps = document["steps"]
    if language not in LANGUAGES or not 1 <= number <= min(len(steps) + 1, MOST_STEPS):
        abort(404)
    if number > len(steps):
        blank = documents.BLANK["steps"][0]
        return blank | {"name": f"Mail {number}"}, documents.BLANK_LETTER
    step = steps[number - 1]
    return step, step["letters"].get(language, step["letters"]["en"])


def _placeholder_troubles(form: LetterForm) -> list[str]:
    fields = (form.subject, form.heading, form.text, form.advice, form.signature)
    found = [each for field in fields for each in placeholders.troubles(field.data or "")]
    return list(dict.fromkeys(found))


def _saved(playbook: Playbook, n: int, *, is_new: bool) -> ResponseReturnValue:
    flash(f"Saved as version {n}" if is_new else "Nothing changed")
    return redirect(url_for(".show", playbook=playbook.key), 303)


def _staff(user_id: str | None) -> User | None:
    if not user_id or not (user_id.isascii() and user_id.isdigit() and len(user_id) < 10):
        return None
    user = session.get(User, int(user_id))
    return user if user and user.is_staff and user.is_active else None


def _found(key: str) -> Playbook:
    return get_or_404(queries.playbook_for(me(), key))
