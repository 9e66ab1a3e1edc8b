"""HTML out of mails, made safe to show: nothing remote, nothing active, no hold on the page.

The page that shows it still puts it into a sandboxed frame; this is the first of two walls.
"""

import re

import nh3

from portal.reading import safe_text
from portal.reading.phrases import phrases

MAX_HTML = 256 * 1024
_MAX_TAGS = 20_000
_MAX_DEPTH = 200
_MAX_TAG_LENGTH = 40_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
# Tags that nobody closes, so an unclosed one says nothing about depth.
_NEVER_CLOSED = frozenset(
    phrases("""
    p | li | td | th | tr | dt | dd | option | tbody | thead | tfoot | colgroup | br | hr | img |
    input | meta | link | base | area | col | embed | source | wbr | param
""")
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "table": {"align"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_TAGS = phrases("""
    a | abbr | b | blockquote | br | center | cite | code | del | dd | div | dl | dt | em | h1 |
    h2 | h3 | h4 | h5 | h6 | hr | i | img | ins | kbd | li | ol | p | pre | q | s | samp | small |
    span | strike | strong | sub | sup | table | tbody | td | tfoot | th | thead | tr | tt | u | ul
""")
_DROPPED_WHOLE = phrases("""
    script | style | title | head | noscript | template | iframe | object | svg | math | form |
    select | textarea
""")


def sanitise(html: str) -> str | None:
    """The mail's HTML without anything that acts or loads; None when only its text is shown.

    Pictures stay only when they came with the mail (`cid:`), links when they lead to a web page
    or an address. Over 256 kB, or built to keep a computer busy, it is not cleaned at all.
    """
    if not is_tame(html):
        return None
    return nh3.clean(
        safe_text.block(html),
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_attribute,
        url_schemes={"http", "https", "mailto", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )


def is_tame(html: str) -> bool:
    """Whether its size, its nesting and its tags are such as people's mails have.

    20,000 nested elements cost seconds, 100,000 attributes in one tag more: counted beforehand.
    """
    return (
        len(html) <= MAX_HTML
        and html.count("<") <= _MAX_TAGS
        and max(html.count("="), html.count("&")) <= 2 * _MAX_TAGS
        and _longest_tag(html) <= _MAX_TAG_LENGTH
        and _depth(html) <= _MAX_DEPTH
    )


def _longest_tag(html: str) -> int:
    pieces = (piece[piece.find("<") :] for piece in html.split(">") if "<" in piece)
    return max(map(len, pieces), default=0)


def _depth(html: str) -> int:
    deepest = depth = 0
    for closing, tag in _TAG.findall(html):
        if tag.lower() not in _NEVER_CLOSED:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _kept_attribute(tag: str, attribute: str, value: str) -> str | None:
    scheme = value.strip().partition(":")[0].lower()
    if attribute == "src" and scheme != "cid":
        return None
    if attribute == "href" and scheme not in ("http", "https", "mailto"):
        return None
    return value[:2000]
