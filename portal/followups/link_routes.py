"""Where the links in a follow-up lead. Nobody signs in: the link is the proof, so these pages
need no cookie. Opening one writes nothing, because machines open all of them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta

from flask import Blueprint, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.access import EVERYONE, open_to, proved_by_its_address
from portal.consent.models import Purpose
from portal.consent.purposes import PURPOSES
from portal.consent.standing import standings
from portal.customers.models import ContactPoint
from portal.followups import answering, opened, stopping_mails
from portal.followups.answering import CannotAnswer
from portal.followups.opened import Opened
from portal.followups.spec import Effect
from portal.limits import allows
from portal.messages.models import Message
from portal.web.forms import CONTROLS, LONE_SURROGATES, tidy
from portal.web.languages import FALLBACK, _, language, speaking
from portal.web.rendering import render

bp = Blueprint("followups", __name__)
ONE_CLICK = "One-Click"
MOST_POSTS, PER = 20, timedelta(hours=1)


@bp.get("/a/<token>/<code>")
@open_to(EVERYONE)
def answer(token: str, code: str) -> ResponseReturnValue:
    """The answer chosen, and one button."""
    found = opened.behind(token)
    if found is None or found.intended.spec.option(code) is None:
        return _over()
    return _answer_page(found, token, code)


@bp.post("/a/<token>/<code>")
@open_to(EVERYONE)
@proved_by_its_address
def take_answer(token: str, code: str) -> ResponseReturnValue:
    found = opened.behind(token)
    option = found.intended.spec.option(code) if found else None
    if found is None or option is None:
        return _over()
    words = tidy(request.form.get("words", ""))
    if trouble := _trouble_with(words):
        return _answer_page(found, token, code, words=words, trouble=trouble, status=422)
    if not allows(f"answer:{found.mail.id}", times=MOST_POSTS, per=PER):
        abort(429)
    try:
        with _as_they_read(found):
            given = answering.answer(found.mail, option, words=words, via=answering.LINK, by=None)
    except CannotAnswer:
        return _over()
    with _as_they_read(found):
        page = render(
            "followups/answered.html",
            found=found,
            given=given,
            opens_concern=option.effect is Effect.OPEN_CONCERN,
            others=_others(found, token, code),
        )
    return _private(page)


@bp.get("/u/<token>")
@open_to(EVERYONE)
def choices(token: str) -> ResponseReturnValue:
    """What we may send to that address, and a button to say no to each."""
    return _choices_page(token)


@bp.post("/u/<token>")
@open_to(EVERYONE)
@proved_by_its_address
def stop(token: str) -> ResponseReturnValue:
    """RFC 8058: the mail program says no for its reader. Anything else in the body does nothing."""
    message = opened.message_behind(token)
    asked = request.form.get("List-Unsubscribe", "")
    if asked != ONE_CLICK or not opened.is_genuine(token):
        return _choices_page(token)
    address = opened.address_of(message) if message else None
    purpose = stopping_mails.purpose_of(message) if message else None
    if message and address and purpose:
        stopping_mails.stop(address, purpose, message=message)
    return _choices_page(token, said=_("You get no more of these. It counts from now on."))


@bp.post("/u/<token>/choices")
@open_to(EVERYONE)
@proved_by_its_address
def stop_one(token: str) -> ResponseReturnValue:
    """No to one purpose, or to all of them."""
    message = opened.message_behind(token)
    address = opened.address_of(message) if message else None
    if message is None or address is None:
        return _choices_page(token)
    asked = request.form.get("purpose", "")
    if asked == "all":
        stopping_mails.stop_all(address, message=message)
        return _choices_page(token, said=_("You get none of these any more."))
    if asked not in set(Purpose):
        return _choices_page(token)
    stopping_mails.stop(address, Purpose(asked), message=message)
    title = PURPOSES[Purpose(asked)].title
    return _choices_page(token, said=_("%(title)s: off. It counts from now on.", title=title))


@bp.get("/m/<token>")
@open_to(EVERYONE)
def why(token: str) -> ResponseReturnValue:
    """Why did I get this? In plain words, and nothing that only its reader may know."""
    found = opened.behind(token)
    if found is None:
        return _over()
    spec = found.intended.spec
    purpose = spec.purpose
    standing = standings(found.contact_point)[purpose] if found.contact_point and purpose else None
    with _as_they_read(found):
        page = render(
            "followups/why.html",
            found=found,
            why=_said(spec.why, found),
            standing=standing,
            words=PURPOSES[purpose] if purpose else None,
            stop_url=url_for(".choices", token=token) if purpose else "",
        )
    return _private(page)


def _answer_page(
    found: Opened, token: str, code: str, *, words: str = "", trouble: str = "", status: int = 200
) -> Response:
    option = found.intended.spec.option(code)
    assert option is not None
    before = found.mail.answer
    earlier = found.intended.spec.option(before.code) if before else None
    with _as_they_read(found):
        page = render(
            "followups/answer.html",
            status=status,
            failed=bool(trouble),
            found=found,
            says=_said(option.says, found),
            asks_what=option.effect is Effect.OPEN_CONCERN,
            words=words,
            trouble=trouble,
            before=_said(earlier.says, found) if earlier else "",
            others=_others(found, token, code),
            url=url_for(".take_answer", token=token, code=code),
            why_url=url_for(".why", token=token),
        )
    return _private(page)


def _others(found: Opened, token: str, code: str) -> list[tuple[str, str]]:
    """The other answers, for who pressed the wrong one."""
    return [
        (url_for(".answer", token=token, code=each.code), _said(each.says, found))
        for each in found.intended.spec.answers
        if each.code != code
    ]


def _choices_page(token: str, *, said: str = "") -> Response:
    message = opened.message_behind(token)
    if message is None and not opened.is_genuine(token):
        return _over()
    address = opened.address_of(message) if message else None
    page = render(
        "followups/choices.html",
        said=said,
        rows=_rows(address),
        own=stopping_mails.purpose_of(message) if message else None,
        shown=_masked(message) if message else "",
        url=url_for(".stop", token=token),
        choices_url=url_for(".stop_one", token=token),
    )
    return _private(page)


def _rows(address: ContactPoint | None) -> list[tuple[Purpose, object, bool]]:
    if address is None:
        return []
    standing = standings(address)
    return [(purpose, words, standing[purpose].is_on) for purpose, words in PURPOSES.items()]


def _masked(message: Message) -> str:
    """Enough for its reader to know the address, too little for whom the mail was sent on to."""
    local, at, domain = message.to_address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if at else ""


def _said(texts: Mapping[str, str], found: Opened) -> str:
    with _as_they_read(found):
        return texts.get(language().code, texts[FALLBACK])


def _as_they_read(found: Opened) -> AbstractContextManager[None]:
    """In the language of the mail, unless whoever reads has chosen another one on this page."""
    return nullcontext() if "lang" in request.args else speaking(opened.reads(found))


def _trouble_with(words: str) -> str:
    if len(words) > answering.MOST_WORDS:
        return _("Keep it under 5,000 characters")
    if CONTROLS.search(words) or LONE_SURROGATES.search(words):
        return _("Remove the characters that cannot be shown")
    return ""


def _over() -> Response:
    return _private(render("sharing/over.html", status=404))


def _private(page: Response) -> Response:
    page = make_response(page)
    page.headers["Cache-Control"] = "no-store"
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return page
