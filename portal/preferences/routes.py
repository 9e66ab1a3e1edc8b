"""How the portal reads for somebody, and how it tells them things."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.access import CUSTOMERS, EVERYONE, me, open_to
from portal.preferences import choosing, telling
from portal.preferences.cookies import with_look_of
from portal.preferences.forms import (
    FIRST_NOTES,
    NOTICE,
    PreferencesForm,
    preferences_form,
    shown,
)
from portal.web.cookies import keep
from portal.web.languages import LANGUAGE_COOKIE, LANGUAGES, _, language, speaking
from portal.web.pages import THEME_COOKIE, THEMES, reader
from portal.web.rendering import render

bp = Blueprint("preferences", __name__)
PAGE = 30


@bp.get("/preferences")
@open_to(CUSTOMERS)
def show() -> ResponseReturnValue:
    return _page(_form(None, **_chosen()))


@bp.post("/preferences")
@open_to(CUSTOMERS)
def save() -> ResponseReturnValue:
    user, form = me(), _form(request.form)
    if not form.validate():
        return _page(form, status=422)
    choosing.speak(user, form.language.data)
    choosing.live_in(user, form.time_zone.data)
    choosing.look(user, theme=form.theme.data, text_size=form.text_size.data)
    choosing.hear(user, first=form.first.data, quiet=form.quiet_hours(), choices=form.choices())
    with speaking(LANGUAGES[form.language.data]):
        flash(_("Your preferences are saved"))
    return with_look_of(user, redirect(url_for(".show"), 303))


@bp.get("/news")
@open_to(CUSTOMERS)
def news() -> ResponseReturnValue:
    before = request.args.get("before", 0, type=int)
    notices = telling.latest(me(), most=PAGE + 1, before=before)
    older = url_for(".news", before=notices[PAGE - 1].id) if len(notices) > PAGE else ""
    return render("preferences/news.html", notices=notices[:PAGE], older_url=older)


@bp.post("/news/read")
@open_to(CUSTOMERS)
def mark_read() -> ResponseReturnValue:
    telling.mark_read(me(), until=request.form.get("until", 0, type=int))
    return redirect(url_for("home.index"), 303)


@bp.post("/theme")
@open_to(EVERYONE)
def choose_theme() -> ResponseReturnValue:
    """Keep day, night or the device's own, and go back to where they were."""
    answer = redirect(_where_they_were(), 303)
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        if me().is_authenticated:
            choosing.look(me(), theme=chosen)
        keep(answer, THEME_COOKIE, chosen)
    return answer


@bp.post("/language")
@open_to(EVERYONE)
def choose_language() -> ResponseReturnValue:
    """Speak another language from now on, and go back to where they were."""
    answer = redirect(_where_they_were(but="lang"), 303)
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        if me().is_authenticated and not me().is_staff:
            choosing.speak(me(), chosen)
        keep(answer, LANGUAGE_COOKIE, chosen)
    return answer


def _form(typed: Any, **values: Any) -> PreferencesForm:
    return preferences_form(list(telling.kinds().values()), str(reader().zone), typed, **values)


def _chosen() -> dict[str, Any]:
    user = me()
    ways, chosen = choosing.preferences_of(user), choosing.choices_of(user)
    values: dict[str, Any] = {
        "language": language().code,
        "time_zone": str(reader().zone),
        "theme": user.theme,
        "text_size": user.text_size,
        "first": ways.first.value,
        **{NOTICE + kind: how.value for kind, how in chosen.items()},
    }
    if ways.quiet_from is not None and ways.quiet_until is not None:
        values["quiet"] = True
        values["quiet_from"] = shown(ways.quiet_from)
        values["quiet_until"] = shown(ways.quiet_until)
    return values


def _page(form: PreferencesForm, status: int = 200) -> Response:
    return render(
        "preferences/show.html",
        status=status,
        form=form,
        first_notes=FIRST_NOTES,
    )


def _where_they_were(*, but: str = "") -> str:
    """The page that held the form, without what it was asked for as `but`. Only ever one of ours
    that can be visited, else home."""
    came_from = urlsplit(request.referrer or "")
    adapter = current_app.create_url_adapter(request)
    is_ours = came_from.netloc == request.host and not came_from.path.startswith("//")
    if not is_ours or adapter is None or not adapter.test(came_from.path or "/", method="GET"):
        return url_for("home.index")
    asked = [each for each in parse_qsl(came_from.query) if each[0] != but]
    path = came_from.path or "/"
    return f"{path}?{urlencode(asked)}" if asked else path
