"""Markdown as safe HTML. Pure. No HTML of the author's comes through; nh3 then removes what a fault
in the Markdown parser might let in."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
HIGHEST_HEADING = 2
"""The page's title is the h1."""
LOWEST_HEADING = 6

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def to_html(text: str) -> str:
    tokens = _MARKDOWN.parse(text)
    _shift_headings(tokens)
    made = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(
        made, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"
    )


def _shift_headings(tokens: list[Token]) -> None:
    """The author's biggest heading becomes h2, the next one h3: no level is left out."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        level = HIGHEST_HEADING + levels.index(token.tag)
        token.tag = f"h{min(level, LOWEST_HEADING)}"
