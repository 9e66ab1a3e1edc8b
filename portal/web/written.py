"""What people wrote, as HTML: names, references and plain text. Pure."""

import re

from markupsafe import Markup, escape

LONGEST_LINK = 2000
LINK_SHOWN = 60
REFERENCE = re.compile(r"\b[A-Z]-\d+\b")
ADDRESS = re.compile(r"https?://\w[^\s<>\"'`{}|\\^]*", re.IGNORECASE)
AFTER_ADDRESS = ".,;:!?)]*_"


def initials(name: str | None) -> str:
    """ "MO" for Maya Okafor, "I" for ines@example.com, "?" for nobody."""
    words = [word for word in re.split(r"[\s.]+", (name or "").split("@")[0]) if word[:1].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


def ref(number: object) -> Markup:
    """A reference that never breaks at its hyphen."""
    return Markup('<span class="nowrap">{}</span>').format(str(number))


def refs(sentence: object) -> Markup:
    """A sentence in which no reference breaks, or is turned round in text that runs the other
    way."""
    escaped = str(escape(str(sentence)))
    return Markup(REFERENCE.sub(r'<bdi class="nowrap">\g<0></bdi>', escaped))


def paragraphs(text: str | None) -> Markup:
    """Plain text as HTML: blank lines part paragraphs, web addresses become links."""
    blocks = re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n").strip())
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line) for line in block.split("\n")))
        for block in blocks
        if block.strip()
    )


def _linked(line: str) -> Markup:
    parts: list[Markup] = []
    done = 0
    for match in ADDRESS.finditer(line):
        if len(match[0]) > LONGEST_LINK:
            continue
        address = _without_closing(match[0])
        shown = address if len(address) <= LINK_SHOWN else address[: LINK_SHOWN - 1] + "…"
        parts.append(escape(line[done : match.start()]))
        parts.append(
            Markup('<a href="{}" rel="noopener nofollow ugc">{}</a>').format(address, shown)
        )
        done = match.start() + len(address)
    parts.append(escape(line[done:]))
    return Markup("").join(parts)


def _without_closing(address: str) -> str:
    """Leave out the stop or bracket that closes the sentence, keep a bracket that is paired."""
    while address[-1] in AFTER_ADDRESS:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
