"""The words of a message as they are learned: without what names a person, folded, bounded."""

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 2_000
MOST_WORDS = 300
LONGEST_WORD = 40
TATWEEL = "\u0640"
_MARKS = (
    "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_WORD = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*")
_PERSONAL = (
    (re.compile(r"\bhttps?://\S{1,500}", re.IGNORECASE), " weblink "),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), " mailaddress "),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"), " banknumber "),
    (re.compile(r"\+?\d(?:[ ()/.-]{0,2}\d){6,24}"), " longnumber "),
)


def cleaned(text: str) -> str:
    """At most 2,000 characters, without addresses, account, card and telephone numbers.

    A model's weights cannot be read back, but nothing personal has to go into them either.
    """
    text = text[:LONGEST_TEXT]
    for pattern, instead in _PERSONAL:
        text = pattern.sub(instead, text)
    return text


def words_of(text: str) -> list[str]:
    """The words as they were written. One without blanks, as in Chinese, comes in pieces."""
    found = _WORD.findall(text)[:MOST_WORDS]
    if all(len(word) <= LONGEST_WORD for word in found):
        return found
    pieces = [
        word[start : start + LONGEST_WORD]
        for word in found
        for start in range(0, len(word), LONGEST_WORD)
    ]
    return pieces[:MOST_WORDS]


@lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """Without case, accents and vowel signs: "Größe" is "grosse"."""
    apart = unicodedata.normalize("NFKD", word).casefold().replace(TATWEEL, "").replace("’", "'")
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def spoken(label: str) -> str:
    """A label as somebody would say it: "Refund_not_showing" and "refundNotShowing" alike."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|[\W_]+", " ", label)
    return " ".join(apart.split()).lower()


def plain(words: list[str]) -> str:
    """For an encoder: small letters, no punctuation. Half a point better with few examples."""
    return " ".join(words).lower()
