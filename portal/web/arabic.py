"""Arabic letters in the shapes they have inside words, for paper: screens do that themselves. Pure.

Which shapes there are is in Unicode's own table: the presentation forms say what they stand for.
"""

import unicodedata

LAM = "\u0644"
_FORMS: dict[str, dict[str, str]] = {}
"""Of each letter, and of lam with each alef, its forms by "isolated", "initial" and so on."""
for _code in range(0xFB50, 0xFEFD):
    _how, _, _letters = unicodedata.decomposition(chr(_code)).partition("> ")
    _text = "".join(chr(int(each, 16)) for each in _letters.split())
    if len(_text) == 1 or (len(_text) == 2 and _text[0] == LAM and _text[1] in "اأإآ"):
        _FORMS.setdefault(_text, {})[_how[1:]] = chr(_code)


def shaped(text: str) -> str:
    """The same text, each letter in the shape that joins it to its neighbours."""
    if text.isascii():
        return text
    letters = _ligated(text)
    found = []
    for at, letter in enumerate(letters):
        forms = _FORMS.get(letter)
        if forms is None:
            found.append(letter)
            continue
        after = _joins_on(_neighbour(letters, at, -1)) and "final" in forms
        before = "initial" in forms and _joins_back(_neighbour(letters, at, 1))
        how = "medial" if after and before else "final" if after else ""
        how = how or ("initial" if before else "isolated")
        found.append(forms.get(how, letter))
    return "".join(found)


def _ligated(text: str) -> list[str]:
    letters: list[str] = []
    for letter in text:
        if letters and letters[-1] == LAM and LAM + letter in _FORMS:
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters


def _neighbour(letters: list[str], at: int, step: int) -> str:
    """The next letter that way; marks above and below letters join nothing and part nothing."""
    at += step
    while 0 <= at < len(letters) and unicodedata.category(letters[at][0]) == "Mn":
        at += step
    return letters[at] if 0 <= at < len(letters) else ""


def _joins_on(letter: str) -> bool:
    return letter == "\u0640" or "initial" in _FORMS.get(letter, ())


def _joins_back(letter: str) -> bool:
    return letter == "\u0640" or "final" in _FORMS.get(letter, ())
