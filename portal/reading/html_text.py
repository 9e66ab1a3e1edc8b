"""The readable text of an HTML mail. Quoted blocks get the `> ` that plain mails have."""

import re
from html import unescape

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig
from lxml.etree import LxmlError
from lxml.html import HtmlElement, document_fromstring

from portal.reading import html as mail_html
from portal.reading import safe_text

_QUOTE_STARTS, _QUOTE_ENDS = "\ue0f0", "\ue0f1"
_MARKS = re.compile(f"[{_QUOTE_STARTS}{_QUOTE_ENDS}]")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}>")
_LINE_BREAK = re.compile(r"(?i)<(?:br|/?p|/?div|/tr|/li|/h[1-6])\b[^<>]{0,500}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_EMPTY_LINES = re.compile(r"\n{3,}")
_LAYOUT = ParserConfig(css=CSS_PROFILES["strict"])
_MAX_STRIPPED = 2_000_000


def readable(html: str) -> str:
    """The text a reader of the HTML would see. Never raises."""
    html = _MARKS.sub("", safe_text.block(html))
    if not html.strip():
        return ""
    try:
        text = _rendered(html) if mail_html.is_tame(html) else _stripped(html)
    except (LxmlError, ValueError, RecursionError):
        text = _stripped(html)
    lines = (line.replace("\xa0", " ").rstrip() for line in safe_text.block(text).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def _rendered(html: str) -> str:
    document = document_fromstring(_XML_DECLARATION.sub("", html, count=1))
    for element in list(document.iter()):
        if isinstance(element.tag, str):
            _simplify(element)
    return _with_quote_marks(Inscriptis(document, _LAYOUT).get_text())


def _simplify(element: HtmlElement) -> None:
    """Nothing but structure stays: a style may ask for a million spaces."""
    is_hidden = _HIDDEN.search(element.get("style", "")[:500])
    if element.tag in ("script", "style", "head", "title") or (
        is_hidden and element.tag not in ("html", "body")
    ):
        element.drop_tree()
        return
    if element.tag == "blockquote":
        element.tag = "div"
        first, last = HtmlElement(_QUOTE_STARTS), HtmlElement(_QUOTE_ENDS)
        first.tag = last.tag = "div"
        first.tail, element.text = element.text, None
        element.insert(0, first)
        element.append(last)
    element.attrib.clear()


def _with_quote_marks(text: str) -> str:
    depth, lines = 0, []
    for line in text.split("\n"):
        mark = line.strip()
        if mark == _QUOTE_STARTS:
            depth += 1
        elif mark == _QUOTE_ENDS:
            depth -= 1
        else:
            lines.append("> " * min(depth, 20) + (mark if depth else line))
    return _MARKS.sub("", "\n".join(lines))


def _stripped(html: str) -> str:
    """The text between the tags, for HTML that is too much to be understood."""
    html = html[:_MAX_STRIPPED]
    for unread in ("script", "style", "head"):
        html = _without(html, unread)
    return unescape(_TAG.sub(" ", _LINE_BREAK.sub("\n", html)))


def _without(html: str, tag: str) -> str:
    lowered, kept, position = html.lower(), [], 0
    if len(lowered) != len(html):
        return html
    while (start := lowered.find(f"<{tag}", position)) >= 0:
        end = lowered.find(f"</{tag}", start)
        if end < 0:
            break
        kept.append(html[position:start])
        position = end
    return "".join([*kept, html[position:]])
