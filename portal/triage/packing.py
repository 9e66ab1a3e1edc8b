"""Arrays and plain facts as bytes and back. Bytes from anywhere are safe to read: nothing in them
is run, and nothing is kept that does not have the hash it says it has.

    "portal triage 1\\n" · SHA-256 of all that follows, 64 letters · "\\n"
    length of the facts, 8 bytes · the facts, JSON · the arrays, one after the other
"""

import hashlib
import json
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

MARK = b"portal triage 1\n"
KINDS = ("<f2", "<f4", "<u4", "<i8")
HASH_LENGTH = 64
LENGTH_BYTES = 8


class NotPacked(Exception):
    """Bytes that are no such file, were cut or changed, or are of another version."""


def pack(facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> bytes:
    """The same facts and arrays give the same bytes, on every machine."""
    plain = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    little = {name: each.astype(each.dtype.newbyteorder("<")) for name, each in plain.items()}
    shapes = {name: [each.dtype.str, *each.shape] for name, each in little.items()}
    head = json.dumps({"facts": facts, "arrays": shapes}, sort_keys=True).encode()
    body = b"".join(
        [len(head).to_bytes(LENGTH_BYTES, "little"), head]
        + [little[name].tobytes() for name in sorted(little)]
    )
    return MARK + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unpack(packed: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """What was packed. Raises NotPacked."""
    start = len(MARK) + HASH_LENGTH + 1
    body = packed[start:]
    if packed[:start] != MARK + hashlib.sha256(body).hexdigest().encode() + b"\n":
        raise NotPacked
    try:
        return _read(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise NotPacked from problem


def version_of(packed: bytes) -> str:
    """The hash by which these bytes are known."""
    return packed[len(MARK) : len(MARK) + HASH_LENGTH].decode()


def _read(body: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    end = LENGTH_BYTES + int.from_bytes(body[:LENGTH_BYTES], "little")
    head = json.loads(body[LENGTH_BYTES:end])
    arrays = {}
    for name in sorted(head["arrays"]):
        kind, *shape = head["arrays"][name]
        if kind not in KINDS or not all(isinstance(n, int) and n >= 0 for n in shape):
            raise NotPacked
        count = math.prod(shape)
        arrays[name] = np.frombuffer(body, kind, count, end).reshape(shape).copy()
        end += arrays[name].nbytes
    if end != len(body) or not isinstance(head["facts"], dict):
        raise NotPacked
    return head["facts"], arrays
