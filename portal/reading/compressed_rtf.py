"""Outlook's squeezed rich text (MS-OXRTFCP): back to an .rtf file that people can open."""

import struct

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096
_MAX_SIZE = 5_000_000


def expand(squeezed: bytes) -> bytes:
    """The rich text; empty when it is none. At most 5 MB: a few bytes may stand for many."""
    if len(squeezed) < 16:
        return b""
    size, kind = struct.unpack_from("<4xI4s", squeezed)
    if kind == b"MELA":
        return squeezed[16 : 16 + size]
    if kind != b"LZFu":
        return b""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    write, position = len(_DICTIONARY), 16
    rtf = bytearray()
    while position < len(squeezed) and len(rtf) < min(size, _MAX_SIZE):
        control = squeezed[position]
        position += 1
        for bit in range(8):
            if control >> bit & 1:
                if position + 2 > len(squeezed):
                    return bytes(rtf)
                reference = int.from_bytes(squeezed[position : position + 2], "big")
                position += 2
                read = reference >> 4
                if read == write:
                    return bytes(rtf)
                run = (window[(read + step) % _WINDOW] for step in range((reference & 15) + 2))
            else:
                run = iter(squeezed[position : position + 1])
                position += 1
            for letter in run:
                rtf.append(letter)
                window[write] = letter
                write = (write + 1) % _WINDOW
    return bytes(rtf)
