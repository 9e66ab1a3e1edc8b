"""What a mail server writes to people about a mail that it returns.

Above the returned mail: addresses, each with what happened to it. Below: the mail's own headers.
"""

import re

from portal.reading import addresses, headers
from portal.reading.headers import Headers
from portal.reading.phrases import any_of

_MAX_HEAD = 32 * 1024
_MAX_LINES = 1_000
_RETURNED = any_of(r"""
    (?:below this line|this) is a copy|below is (?:a|the) copy
    a copy of (?:the|your) (?:original )?message|copy of (?:the|your) message
    (?:the )?(?:headers? of the )?original (?:message|mail)
    (?:message|mail) (?:headers?|text|contents?|body) follow|returned (?:message|mail)
    unsent message|undelivered message|unsent mail|unread part|text of your message
    your (?:original )?message (?:follows|reads|is enclosed|was)|enclosed is|message follows
    the (?:message|mail) (?:that|which) (?:was|could)|the following is a copy|header(?:s)? follow
    first \d+ (?:lines|bytes)|original headers|mensaje original|mensagem original
    ursprüngliche nachricht|message d'origine|以下|原信|原始
""")
_RULES = "-=_*| >\t"
_FIRST_HEADER = re.compile(
    r"(?:received: +(?:from|by|\()|return-path: ?<|x-envelope-|delivered-to: )", re.I
)
_HEADER_LINE = re.compile(r"[!-9;-~]{1,60}:(?:\s|$)")
# Lines that name the returned mail's own parties, not the ones it failed to reach.
_ABOUT_THE_ORIGINAL = re.compile(
    r"\s*(?:message-?id|from|to|sender|reply-to|return-path|received|in-reply-to|references|"
    r"subject|date|cc|x-[\w-]+|sent|reporting-mta|arrival-date|id)\s*:",
    re.IGNORECASE,
)
_AT_START = re.compile(r"\W{0,12}(?:smtp:|rfc822;|mailto:|recipient:|for)?\W{0,6}$", re.I)
_TELLING = re.compile(
    r"recipient|rcpt|address|user|deliver|mailbox|send to|sent to|reach|message to|mail to|for <|"
    r"error-for|unknown|failed|intended|account|destinat|empf|usuario|宛|用户|地址",
    re.IGNORECASE,
)
_X400 = re.compile(r"(?i)(?:dda:)?smtp=")
_OFFICES = re.compile(
    r"(?:mailer-?daemon|postmaster|abuse|helpdesk|support|hostmaster|noc|root)@", re.I
)


def split(text: str) -> tuple[str, Headers | None]:
    """What the server says, and the headers of the returned mail if they follow as text."""
    lines = text[: 4 * _MAX_HEAD].split("\n", _MAX_LINES)
    for number, line in enumerate(lines):
        is_header = _FIRST_HEADER.match(line)
        if number and (is_header or _is_divider(lines, number)):
            returned = "\n".join(lines[number if is_header else number + 1 :]).lstrip()
            return "\n".join(lines[:number])[:_MAX_HEAD], _headers(returned)
    return "\n".join(lines)[:_MAX_HEAD], None


def _is_divider(lines: list[str], number: int) -> bool:
    """A sentence about the original says so too; a divider has nothing but headers below it."""
    line = lines[number][:200].strip()
    if not _RETURNED.match(line.lstrip(_RULES)):
        return False
    if line[:1] in "-=_*|":
        return True
    below = [one.strip() for one in lines[number + 1 : number + 8] if one.strip()]
    return len(line) < 60 and (not below or bool(_HEADER_LINE.match(below[0])))


def _headers(text: str) -> Headers | None:
    found, _ = headers.split(text.encode("utf-8", "replace"))
    return found if found.fields else None


def sections(head: str, known: tuple[str, ...], own: set[str]) -> list[tuple[str, str]]:
    """(address, what is said about it) for the addresses that a server could not reach.

    `known` are those that it named elsewhere; `own` are the portal's and the server's.
    """
    lines = head.split("\n")
    starts = _mentions(lines, known, own)
    if not starts:
        return [(address, head) for address in known]
    found = []
    ordered = sorted(starts.items(), key=lambda item: item[1])
    for (address, start), (_, end) in zip(ordered, [*ordered[1:], ("", len(lines))], strict=True):
        found.append((address, "\n".join(lines[start:end])))
    return found


def lists_an_address(head: str, own: set[str]) -> bool:
    """Whether a line begins with an address that is neither ours nor the sender's."""
    return any(
        found and found[0].lower() not in own and _AT_START.match(line.partition(found[0])[0])
        for line in head.split("\n")
        if "@" in line and (found := addresses.in_text(line[:1000]))
    )


def _mentions(lines: list[str], known: tuple[str, ...], own: set[str]) -> dict[str, int]:
    """Where each failing address is first named. The clearest kind of naming found decides."""
    wanted = {address.lower() for address in known}
    ranked: list[dict[str, int]] = [{}, {}, {}]
    for number, line in enumerate(lines):
        if "@" not in line:
            continue
        for address in addresses.in_text(_X400.sub("", line[:1000])):
            lowered = address.lower()
            if wanted and lowered not in wanted:
                continue
            if not wanted and (lowered in own or _OFFICES.match(address)):
                continue
            before = line[: max(0, line.lower().find(lowered.partition("@")[0]))]
            about_original = _ABOUT_THE_ORIGINAL.match(line) is not None
            rank = 0 if _AT_START.match(before) else 1 if _TELLING.search(line) else 2
            ranked[2 if about_original else rank].setdefault(address, number)
    return next(filter(None, ranked), {})
