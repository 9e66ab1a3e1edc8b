"""Which language a message is in, by its script and its small words. Abstains when unsure.

The small words of a language are in nearly every sentence of it, and there are few of them: a
hundred words tell more languages apart than a model of a megabyte, and anyone can read why.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from portal.triage.language_words import ENDINGS, LETTERS, SMALL_WORDS
from portal.triage.wording import LONGEST_TEXT

SCRIPTS = {
    "ARABIC": "ar", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh",
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "THAI": "th", "DEVANAGARI": "hi",
}  # fmt: skip
"""By the first word of a letter's Unicode name."""
WHOLE_WORDS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
LETTERS_OF_A_WORD = 4
CLEAR_LEAD = 1.1
LETTER_WORTH = 0.6
ENDING_WORTH = 0.4
_WORD = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"\S{0,200}(?:@|://)\S{0,200}")


def language_of(text: str) -> str | None:
    """The code of its language, "en"; None where two are about as likely, or nothing tells."""
    words = [
        unicodedata.normalize("NFC", word.lower())
        for word in _WORD.findall(_LINK.sub(" ", text[:LONGEST_TEXT]))
    ]
    script = _script(words)
    if script != "LATIN":
        return SCRIPTS.get(script)
    points = _points(words)
    ranked = points.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < CLEAR_LEAD * ranked[1][1]):
        return None
    return ranked[0][0]


def _script(words: Sequence[str]) -> str:
    """What most is written in: a Chinese sign is a word, so it counts as one, and a few Japanese
    ones among them make it Japanese."""
    scripts = Counter(
        unicodedata.name(letter, "").partition(" ")[0] for word in words for letter in word
    )
    for signs in WHOLE_WORDS:
        scripts[signs] *= LETTERS_OF_A_WORD
    if scripts["CJK"] and (scripts["HIRAGANA"] or scripts["KATAKANA"]):
        return "HIRAGANA"
    return max(scripts, key=scripts.__getitem__) if scripts.total() else "LATIN"


def _points(words: Sequence[str]) -> Counter[str]:
    """A word that three languages share is worth a third to each."""
    points: Counter[str] = Counter()
    for word in words:
        for language in (shared := _OF_WORD.get(word, ())):
            points[language] += 1 / len(shared)
        for letter in set(word) & _OF_LETTER.keys():
            for language in _OF_LETTER[letter]:
                points[language] += LETTER_WORTH / len(_OF_LETTER[letter])
        for ending in (word[-3:], word[-4:]):
            for language in (shared := _OF_ENDING.get(ending, ())):
                points[language] += ENDING_WORTH / len(shared)
    return points


def _by_sign(table: dict[str, str], *, apart: bool = False) -> dict[str, tuple[str, ...]]:
    """Turned round: which languages have it."""
    found: dict[str, list[str]] = {}
    for language, signs in table.items():
        for sign in set(signs if apart else signs.split()):
            found.setdefault(sign, []).append(language)
    return {sign: tuple(languages) for sign, languages in found.items()}


_OF_WORD = _by_sign(SMALL_WORDS)
_OF_ENDING = _by_sign(ENDINGS)
_OF_LETTER = _by_sign(LETTERS, apart=True)
