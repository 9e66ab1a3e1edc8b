"""What a mail says and brings: the tree of its parts sorted into words, files, events, reports."""

import re
from dataclasses import dataclass, field, replace
from html import escape
from mimetypes import guess_extension

from portal.reading import charsets, compressed_rtf, html_text, invitations, safe_text, winmail
from portal.reading import headers as header_lines
from portal.reading.headers import Headers
from portal.reading.invitations import CalendarEvent
from portal.reading.parts import Part
from portal.reading.phrases import phrases

MAX_TEXT = 2_000_000
_MAX_REPORT = 64 * 1024
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.I)
_SIGNATURES = ("application/pgp-signature", "pkcs7-signature", "signature/")
_REPORTS = phrases("""
    message/delivery-status | message/global-delivery-status | message/feedback-report |
    message/disposition-notification | message/global-disposition-notification
""")
_MAILS = ("message/rfc822", "message/global")
_BODY_TYPES = ("text/plain", "text/html")
_PGP = "-----BEGIN PGP MESSAGE-----"
_PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
GUESSED = "The character set was missing or wrong and had to be guessed."


@dataclass(frozen=True)
class ParsedFile:
    """A file that came with a mail. The name and the type are only what the sender claims."""

    name: str
    media_type_claimed: str
    content: bytes = field(repr=False)
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True)
class Report:
    """A part written by a mail server for programs: a delivery status, a complaint's facts."""

    media_type: str
    text: str
    is_embedded: bool = False


@dataclass
class Contents:
    """Words as (plain, HTML) pairs in their order; None where a piece has no such version."""

    pieces: list[tuple[str | None, str | None]] = field(default_factory=list)
    files: list[ParsedFile] = field(default_factory=list)
    events: list[CalendarEvent] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    returned: list[Headers] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_signed: bool = False
    is_encrypted: bool = False

    def text(self) -> str:
        """The best readable text."""
        texts = [
            plain if plain and plain.strip() else html_text.readable(html or "")
            for plain, html in self.pieces
        ]
        return "\n".join(text for text in texts if text.strip())[:MAX_TEXT]

    def html(self) -> str | None:
        """The HTML as it came, with pieces that have none in their place; None without any."""
        if not any(html for _, html in self.pieces):
            return None
        return "\n".join(html or f"<pre>{escape(plain or '')}</pre>" for plain, html in self.pieces)


def sort(part: Part) -> Contents:
    """Go through the whole mail once."""
    contents = Contents()
    _take(part, contents, is_root=True)
    return contents


def _take(part: Part, contents: Contents, *, is_root: bool = False) -> None:
    kind = part.media_type
    if kind == "multipart/alternative" and part.children:
        _take_alternatives(part, contents)
    elif kind.startswith("multipart/") and part.children:
        contents.is_signed |= kind == "multipart/signed"
        contents.is_encrypted |= kind == "multipart/encrypted"
        for child in part.children:
            _take(child, contents)
    elif kind in _REPORTS:
        contents.reports.append(Report(kind, _decoded(part, contents)[:_MAX_REPORT]))
    elif kind in _MAILS:
        _take_mail(part, contents)
    elif "rfc822-header" in kind:
        contents.returned.append(header_lines.split(part.content()[:_MAX_REPORT])[0])
    elif any(signature in kind for signature in _SIGNATURES):
        contents.is_signed = True
    elif kind == "application/pgp-encrypted":
        contents.is_encrypted = True
    elif kind == "text/calendar":
        _take_calendar(part, contents)
    elif _is_words(part, is_root=is_root):
        _take_words(part, contents)
    else:
        _take_file(part, contents)


def _take_alternatives(part: Part, contents: Contents) -> None:
    """One piece in several versions: the first plain one, the last HTML one, every file."""
    plain = html = None
    for child in part.children:
        version = replace(contents, pieces=[])
        _take(child, version)
        contents.is_signed |= version.is_signed
        contents.is_encrypted |= version.is_encrypted
        if child.media_type.startswith("text/") and child.media_type not in _BODY_TYPES:
            continue
        plain = plain or "\n".join(text for text, _ in version.pieces if text and text.strip())
        html = "\n".join(text for _, text in version.pieces if text) or html
    contents.pieces.append((plain or None, html))


def _is_words(part: Part, *, is_root: bool) -> bool:
    if part.media_type.startswith("multipart/"):
        return True  # it claims parts and has none: whatever is there is shown
    if not part.media_type.startswith("text/") or part.disposition == "attachment":
        return False
    return is_root or not part.file_name


def _take_words(part: Part, contents: Contents) -> None:
    text = _decoded(part, contents)
    if part.media_type == "text/html":
        contents.pieces.append((None, text))
        return
    contents.is_encrypted |= text.lstrip().startswith(_PGP)
    contents.is_signed |= text.lstrip().startswith(_PGP_SIGNED)
    contents.pieces.append((text, None))


def _decoded(part: Part, contents: Contents) -> str:
    content = part.content()
    if len(content) > MAX_TEXT:
        contents.notes.append("The text was longer than 2 MB; the rest of it was left out.")
        content = content[:MAX_TEXT]
    claimed = part.parameters.get("charset", "")
    if part.media_type == "text/html" and not claimed:
        meta = _META_CHARSET.search(content, 0, 2048)
        claimed = meta[1].decode("ascii") if meta else ""
    text, is_guessed = charsets.decode(content, claimed)
    if is_guessed:
        contents.notes.append(GUESSED)
    return safe_text.block(text)


def _take_mail(part: Part, contents: Contents) -> None:
    """A mail inside a mail: its headers tell what was returned, the whole of it is a file."""
    for inner in part.walk():
        if inner.media_type in _MAILS:
            contents.returned += [child.headers for child in inner.children]
        elif "rfc822-header" in inner.media_type:
            contents.returned.append(header_lines.split(inner.content()[:_MAX_REPORT])[0])
        elif inner.media_type in _REPORTS:
            text = _decoded(inner, contents)[:_MAX_REPORT]
            contents.reports.append(Report(inner.media_type, text, is_embedded=True))
    subject = part.children[0].headers.first("subject", 100) if part.children else ""
    name = safe_text.file_name(part.file_name) or safe_text.file_name(subject) or "mail"
    name = name if name.lower().endswith(".eml") else f"{name}.eml"
    contents.files.append(ParsedFile(name, part.media_type, part.content()))


def _take_calendar(part: Part, contents: Contents) -> None:
    text = _decoded(part, contents)
    contents.events += invitations.read(text, part.parameters.get("method", ""))
    if part.file_name:
        _take_file(part, contents)


def _take_file(part: Part, contents: Contents) -> None:
    content = part.content()
    name = safe_text.file_name(part.file_name)
    if part.media_type in ("application/ms-tnef", "application/vnd.ms-tnef") or (
        name.lower() == "winmail.dat"
    ):
        try:
            _take_wrapped(winmail.read(content), contents)
            return
        except winmail.Unreadable:
            contents.notes.append("winmail.dat could not be opened; it is kept as it came.")
    if "pkcs7-mime" in part.media_type:
        is_only_signed = part.parameters.get("smime-type", "").lower().startswith("signed")
        contents.is_signed |= is_only_signed
        contents.is_encrypted |= not is_only_signed
    if not content.strip() and not name:
        return
    number = len(contents.files) + 1
    name = name or f"file-{number}{guess_extension(part.media_type) or ''}"
    identity = part.headers.first("content-id", 250).strip("<> ")
    is_inline = part.disposition != "attachment" and (
        bool(identity) or part.disposition == "inline"
    )
    contents.files.append(ParsedFile(name, part.media_type, content, identity, is_inline))


def _take_wrapped(wrapper: winmail.Winmail, contents: Contents) -> None:
    """What was in winmail.dat. Its words count only when the mail has none of its own."""
    has_words = any((plain or html or "").strip() for plain, html in contents.pieces)
    text, html = safe_text.block(wrapper.text), safe_text.block(wrapper.html)
    if not has_words and (text.strip() or html.strip()):
        contents.pieces.append((text or None, html or None))
    elif not has_words and (rtf := compressed_rtf.expand(wrapper.compressed_rtf)):
        contents.files.append(ParsedFile("message.rtf", "application/rtf", rtf))
    for number, file in enumerate(wrapper.files, start=1):
        name = safe_text.file_name(file.name) or f"winmail-{number}"
        identity = safe_text.line(file.content_id, 250).strip("<> ")
        kind = safe_text.line(file.media_type, 100) or "application/octet-stream"
        contents.files.append(ParsedFile(name, kind, file.content, identity, bool(identity)))
