"""Header lines that nobody can break out of, and that every mail program reads back."""

from email import message_from_bytes, policy

import pytest

from portal.messages import header_values

INJECTIONS = [
    "Hello\r\nBcc: everyone@evil.example",
    "Hello\nBcc: everyone@evil.example",
    "Hello\rBcc: everyone@evil.example",
    "Hello\u2028Bcc: everyone@evil.example",
    "Hello\u2029Bcc: everyone@evil.example",
    "Hello\x85Bcc: everyone@evil.example",
    "Hello\x00there",
    "Hello\x0bthere",
    "Hello\x1bthere",
    "Hello\ud83dthere",
]


def read_back(line: str) -> str:
    parsed = message_from_bytes(f"{line}\r\n\r\n".encode("ascii"), policy=policy.default)
    [(_, value)] = parsed.items()
    return value


@pytest.mark.parametrize("value", INJECTIONS)
def test_what_breaks_out_of_a_header_is_not_safe_and_can_be_shown(value):
    assert not header_values.is_safe(value)
    assert header_values.is_safe(header_values.made_visible(value))


@pytest.mark.parametrize(
    "subject",
    [
        "Front brake squeals",
        "Bremse quietscht – schon wieder, und zwar ganz fürchterlich laut " * 3,
        "ブレーキが鳴る" * 12,
        "🚲" * 40,
        "a word that is too long " + "x" * 120,
        "It says =?utf-8?q?x=0ABcc=3A_e=40evil?= in the manual",
    ],
)
def test_a_subject_comes_back_as_it_was_written_and_in_short_lines(subject):
    line = header_values.words("Subject", subject)

    assert read_back(line) == " ".join(subject.split())
    assert all(len(each) <= 76 for each in line.split("\r\n") if "x" * 120 not in each)


@pytest.mark.parametrize(
    "person", ["Ana Ruiz", 'Doe, Jane "JD" x', "Müller, Käthe", "back\\slash", "Ana 🚲", "a@b, c"]
)
def test_a_name_with_a_comma_is_still_one_mailbox(person):
    [mailbox] = read_back(header_values.mailbox("To", person, "ana@example.com")).addresses

    assert (mailbox.display_name, mailbox.addr_spec) == (person, "ana@example.com")


def test_long_lists_of_ids_are_folded_between_the_ids_only():
    ids = [f"<{'x' * 60}.{number}@in.portal.example.com>" for number in range(20)]

    line = header_values.ids("References", ids)

    assert [word.strip() for word in line.split("\r\n ")][1:] == ids[1:]
    assert line.replace("\r\n", "") == f"References: {' '.join(ids)}"


@pytest.mark.parametrize(
    ("address", "ascii_form"),
    [
        ("ana@example.com", "ana@example.com"),
        ("muster@köln.example", "muster@xn--kln-sna.example"),
        ("o'hara+bike@sub.example.com", "o'hara+bike@sub.example.com"),
        ("käthe@example.com", ""),
        ("ana@example.com, ben@example.com", ""),
        ("ana@example.com\nben@example.com", ""),
        ("ana@example.com>", ""),
        ("ana ruiz@example.com", ""),
        ("@example.com", ""),
        ("ana@", ""),
        ("ana", ""),
        ("", ""),
        ('"ana ruiz"@example.com', ""),
        ("a" * 65 + "@example.com", ""),
    ],
)
def test_one_address_and_nothing_else_is_deliverable(address, ascii_form):
    assert header_values.deliverable(address) == ascii_form
