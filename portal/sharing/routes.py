"""Where a shared link leads: one thing, read-only, for whoever has the address. Nobody signs in."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from portal.access import EVERYONE, open_to
from portal.manifest import SharedPage, domains
from portal.sharing import links
from portal.sharing.models import SharedLink
from portal.web.rendering import render

bp = Blueprint("sharing", __name__, url_prefix="/s")


@bp.get("/<token>")
@open_to(EVERYONE)
def show(token: str) -> ResponseReturnValue:
    return _opened(token, lambda page, link: page.show(link, token))


@bp.get("/<token>/files/<int(max=2147483647):file_id>/<name>")
@open_to(EVERYONE)
def file(token: str, file_id: int, name: str) -> ResponseReturnValue:
    return _opened(token, lambda page, link: page.file(link, file_id) if link.with_files else None)


def _opened(token: str, look: Callable[[SharedPage, SharedLink], Response | None]) -> Response:
    """What the link shows. When it shows nothing, nobody learns whether it ever did."""
    link = links.behind(token)
    page = _page_of(link) if link else None
    answer = look(page, link) if link and page else None
    if answer is None:
        answer = render("sharing/over.html", status=404)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


def _page_of(link: SharedLink) -> SharedPage | None:
    kind = link.about.partition(":")[0]
    pages = (domain.shared_pages for domain in domains())
    return next((each[kind] for each in pages if kind in each), None)
