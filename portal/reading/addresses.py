"""Mail addresses out of header lines, read once from left to right.

Tolerant of what people's programs write; in linear time and without recursion, because comments
may be nested 5,000 deep and quotes need not end.
"""

import re
from dataclasses import dataclass

import idna

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ADDRESS = re.compile(r"(?:[^\s@<>,;:\"()\[\]\\]+|\"[^\"\\]+\")@[^\s@<>,;:\"()\[\]\\]+")
_LOCAL = re.compile(r"[^\x00-\x20\x7f-\x9f\ud800-\udfff]{1,128}")
_ESCAPED = re.compile(r"\\(.)")
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]*\w)?(?:\.\w(?:[\w-]*\w)?)*|\[[\w.:]{2,45}\]")
_IN_TEXT = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~@-])[\w.!#$%&'*+/=?^`{|}~-]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"
)


@dataclass(frozen=True)
class Mailbox:
    """One party as a header names it: `address` is empty when what stands there is none."""

    name: str
    address: str


@dataclass(frozen=True)
class Mailboxes:
    """The parties of one header line. `is_group` marks `friends: a@b, c@d;`."""

    all: tuple[Mailbox, ...]
    is_group: bool

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(mailbox.address for mailbox in self.all if mailbox.address)


def read(text: str) -> Mailboxes:
    """The mailboxes of a header line, whose encoded words are not decoded yet.

    A name may hide commas and angle brackets in an encoded word, so names are decoded later.
    """
    is_group = _is_group(text)
    found = []
    for phrase, angle, comment in _entries(text, is_group=is_group):
        mailbox = _mailbox(phrase, angle, comment)
        if mailbox.name or mailbox.address:
            found.append(mailbox)
        beside = [] if angle else map(clean, _ADDRESS.findall(phrase[:1000]))
        found += [Mailbox("", each) for each in beside if each not in ("", mailbox.address)]
    return Mailboxes(tuple(found), is_group)


def clean(text: str) -> str:
    """An address as it is kept: the domain in lower case and A-labels. Empty if it is none."""
    local, at, domain = "".join(text.split()).rpartition("@")
    domain = domain.rstrip(".")
    if not at or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return ""
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode()
        except UnicodeError:
            return ""
    return f"{local}@{domain.lower()}"


def in_text(text: str) -> list[str]:
    """Every address in a stretch of text, in order, each once."""
    found = (clean(match.strip(".'*`")) for match in _IN_TEXT.findall(text))
    return list(dict.fromkeys(filter(None, found)))


def _is_group(text: str) -> bool:
    colon = text.find(":")
    before = text[:colon]
    return colon > 0 and ";" in text[colon:] and not any(mark in before for mark in '@<"(,')


def _entries(text: str, *, is_group: bool) -> list[tuple[str, str, str]]:
    """(phrase, what stands in angle brackets, comment) of each entry."""
    entries: list[tuple[str, str, str]] = []
    phrase, angle, comment = [], "", []
    position, literal = 0, set()  # quotes and brackets that are never closed are plain characters
    while position < len(text):
        mark, end = text[position], -1
        if mark in _CLOSERS and mark not in literal:
            end = _CLOSERS[mark](text, position)
            if end < 0:
                literal.add(mark)
        if end > 0:
            inside = text[position + 1 : end - 1]
            if mark == "(":
                comment.append(inside)
            elif mark == "<":
                inside = inside.strip("<> ")
                if inside != angle and clean(inside) and clean(angle):
                    # Two without a comma: some server may have vouched for the other one.
                    entries.append(("".join(phrase), angle, " ".join(comment)))
                    phrase, comment = [], []
                angle = inside or angle or "<>"
            else:
                is_local_part = text[end : end + 1] == "@"
                phrase.append(f'"{inside}"' if is_local_part else _ESCAPED.sub(r"\1", inside))
            position = end
            continue
        if mark in ",;":
            entries.append(("".join(phrase), angle, " ".join(comment)))
            phrase, angle, comment = [], "", []
        elif mark == ":" and is_group and not entries:
            phrase = []
        else:
            phrase.append(mark)
        position += 1
    return [*entries, ("".join(phrase), angle, " ".join(comment))]


def _after_quote(text: str, position: int) -> int:
    quoted = _QUOTED.match(text, position)
    return quoted.end() if quoted else -1


def _after_angle(text: str, position: int) -> int:
    return text.find(">", position) + 1 or -1


def _after_comment(text: str, position: int) -> int:
    depth = 0
    while position < len(text):
        mark = text[position]
        if mark == "\\":
            position += 1
        depth += (mark == "(") - (mark == ")")
        position += 1
        if depth == 0:
            return position
    return -1


_CLOSERS = {'"': _after_quote, "<": _after_angle, "(": _after_comment}


def _mailbox(phrase: str, angle: str, comment: str) -> Mailbox:
    phrase = phrase.strip()[:1000]
    if angle:
        return Mailbox(phrase or comment.strip(), clean(angle.rpartition(":")[2]))
    bare = _ADDRESS.search(phrase)
    if not bare:
        return Mailbox(phrase or comment.strip(), "")
    rest = phrase.replace(bare.group(), "", 1).strip()
    return Mailbox(rest or comment.strip(), clean(bare.group()))
