"""What a person wrote, apart from what their mail program quoted around it.

Line by line and in linear time: a stranger decides what stands in these lines, and the usual
libraries can be kept busy for minutes with a few kilobytes. Cutting too little is the better
mistake, and what is cut off stays one click away.
"""

import re
from dataclasses import dataclass

from portal.reading import quote_marks

REPLY_MARKERS = {
    "en": "— Write your answer above this line —",
    "de": "— Schreiben Sie Ihre Antwort über diese Zeile —",
    "fr": "— Écrivez votre réponse au-dessus de cette ligne —",
    "ar": "— اكتب ردك فوق هذا السطر —",
}
"""By the language of the mail that carries it. One once sent is recognised for ever."""
_MARKS = tuple(marker.strip("— ") for marker in REPLY_MARKERS.values())
_MAX_LINES = 1_500
_LOOKED_AT = 600  # characters of a line
_MAX_SIGNATURE = 12  # lines
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*\n")


@dataclass(frozen=True)
class Cut:
    """`words` are the person's own, `signature` what stood under them, `rest` what was quoted."""

    words: str
    rest: str = ""
    signature: str = ""


def cut(text: str) -> Cut:
    """Split a mail's text. When no words would be left, all of it is the person's words."""
    lines = text.split("\n", _MAX_LINES)
    beyond = lines.pop() if len(lines) > _MAX_LINES else ""
    own, quoted, ends_quoted = _sorted(lines)
    if beyond:
        (quoted if ends_quoted else own).append(beyond)
    own, signature = _without_signature(own)
    words = _EMPTY_LINES.sub("\n\n", "\n".join(own)).strip()
    if not words:
        return Cut(words=text.strip())
    return Cut(words, "\n".join(quoted).strip("\n"), "\n".join(signature).strip())


def _sorted(lines: list[str]) -> tuple[list[str], list[str], bool]:
    """The person's lines, the others, and whether the last one was one of the others."""
    looks = [line[:_LOOKED_AT].strip() for line in lines]
    own: list[str] = []
    others: list[str] = []
    number, ends_quoted = 0, False
    while number < len(lines):
        if looks[number]:
            if quote_marks.is_forward_follows(looks[number]):
                # A forwarded mail is what the person wants to show.
                return [*own, *lines[number:]], others, False
            length = _quoted_lines(looks, number)
            ends_quoted = length > 0
            if ends_quoted:
                others += [*_rulers_off(own), *lines[number : number + length]]
                number += length
                continue
        own.append(lines[number])
        number += 1
    return own, others, ends_quoted


def _quoted_lines(looks: list[str], number: int) -> int:
    """How many lines from here on are not the person's; all that are left when a mail begins."""
    look, all_left = looks[number], len(looks) - number
    if quote_marks.is_quoted(look):
        return 1
    if any(mark in look for mark in _MARKS) or quote_marks.is_original_follows(look):
        return all_left
    if quote_marks.is_header_block(looks[number : number + 10]):
        return all_left
    length, is_certain = quote_marks.introduction(looks[number : number + 4])
    following = next(filter(None, looks[number + length :]), "")
    if length and not quote_marks.is_quoted(following):
        return all_left if is_certain else 0
    return length


def _rulers_off(own: list[str]) -> list[str]:
    """The line of dashes above a quoted mail belongs to it: taken off the person's lines."""
    taken: list[str] = []
    while own and (not own[-1].strip() or quote_marks.is_ruler(own[-1].strip())):
        taken.append(own.pop())
    return taken[::-1]


def _without_signature(own: list[str]) -> tuple[list[str], list[str]]:
    """Take off what follows `-- `, and the line that a telephone adds."""
    end = len(own)
    while end and not own[end - 1].strip():
        end -= 1
    start = end
    for number in range(end - 1, max(-1, end - _MAX_SIGNATURE - 2), -1):
        if own[number].rstrip() in ("--", "—"):
            start = number
    while start and (
        not own[start - 1].strip() or quote_marks.is_mobile_signature(own[start - 1].strip())
    ):
        start -= 1
    return own[:start], own[start:end]
