"""Mails as bytes, as they come in: real ones from tests/data/mail, and small ones made here."""

import json
from pathlib import Path

from portal.reading.classifying import Verdict, classify
from portal.reading.parsing import ParsedMail, parse

FOLDER = Path(__file__).parents[1] / "data" / "mail"
LABELS = json.loads((FOLDER / "labels.json").read_text())


def sample(file: str) -> bytes:
    return (FOLDER / file).read_bytes()


def samples(kind: str) -> list[dict]:
    return [label for label in LABELS if label["kind"] == kind]


def mail(*headers: str, body: str | bytes = "Still squeaks.", **named: str) -> bytes:
    """A mail from ana; a header named here, such as `subject="Brake"`, stands instead."""
    usual = {"from": "Ana Ruiz <ana@example.com>", "to": "help@shop.example", "subject": "Brake"}
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in (usual | named).items() if value
    ]
    head = "\n".join([*lines, *headers]).encode()
    return head + b"\n\n" + (body if isinstance(body, bytes) else body.encode())


def read(*headers: str, body: str | bytes = "Still squeaks.", **named: str) -> ParsedMail:
    return parse(mail(*headers, body=body, **named))


def judged(*headers: str, body: str | bytes = "Still squeaks.", **named: str) -> Verdict:
    return classify(read(*headers, body=body, **named))


def in_parts(*parts: str | bytes, kind: str = "mixed", boundary: str = "part") -> bytes:
    """The body of a multipart mail; each part with its own header lines and an empty line."""
    between = f"\n--{boundary}\n".encode()
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n--{boundary}\n'.encode()
        + between.join(part if isinstance(part, bytes) else part.encode() for part in parts)
        + f"\n--{boundary}--\n".encode()
    )


def read_parts(*parts: str | bytes, kind: str = "mixed") -> ParsedMail:
    return parse(b"From: ana@example.com\nSubject: Brake\n" + in_parts(*parts, kind=kind))
