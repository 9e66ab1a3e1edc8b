"""What a file is, judged by its first bytes. Pure. Unknown is "application/octet-stream"."""

import codecs

UNKNOWN = "application/octet-stream"
PROGRAM = "application/x-executable"
PROGRAMS = frozenset({PROGRAM})
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_HEIF = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})
_SAMPLE = 4096
_MARKUP = (b"<!doctype", b"<html", b"<svg", b"<?xml", b"<script", b"<body", b"<head", b"<iframe")


def media_type(content: bytes) -> str:
    """One of a short list of kinds that are worth telling apart; markup is none of them."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12], UNKNOWN)
    if content[4:8] == b"ftyp":
        return "image/heic" if content[8:12] in _HEIF else "video/mp4"
    return "text/plain" if _is_plain_text(content[:_SAMPLE]) else UNKNOWN


def _is_plain_text(sample: bytes) -> bool:
    lowered = sample.lower()
    if not sample.strip() or any(mark in lowered for mark in _MARKUP):
        return False
    # A long text is cut after some bytes, perhaps inside a letter.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        text = decoder.decode(sample, final=len(sample) < _SAMPLE)
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\r\n\f" for letter in text)
