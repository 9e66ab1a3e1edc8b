"""The words of a text as they are searched for: folded, and cut the same way on both databases.
Pure. An index made by a database's own rules would answer differently on each."""

import re
import unicodedata

MOST_WORDS = 12
LONGEST_WORD = 60
SHORTEST_STEM = 4
ENDING = 3
WORD = re.compile(r"[^\W_]+")
TATWEEL = "\u0640"
ENGLISH = """
    a about after all am an and any are as at be been before but by can cannot could did do does
    for from get had has have how i if in into is it its just me my no not of on or our out please
    should so some than that the their them then there these they this to too up us was we were
    what when where which who why will with would you your
"""
GERMAN = """
    aber als am an auch auf aus bei bin bitte da das dass dem den der des die dies diese doch durch
    ein eine einem einen einer es fur hat habe haben ich ihr im in ist ja kann kein keine man mein
    meine meinem meinen meiner mich mir mit muss nach nicht noch nur ob oder sich sie sind so uber
    um und uns unser vom von vor war warum was wenn wer wie wir wird wo zu zum zur
"""
FRENCH = """
    ai au aux avec bonjour ca ce ces cette comment dans de des du elle en est et etre eu faut il
    ils j je la le les leur ma mais mes moi mon n ne nos notre nous on ou par pas plus pour
    pourquoi qu quand que quel quelle qui s sa se ses si son sont sur un une vos votre vous y
"""
ARABIC = """
    او اين اذا الذي التي الى ان انا انت اي ثم على عن عند في قد كان كل كيف لا لم لماذا لي ما ماذا
    مع من نحن هذا هذه هل هو هي و يا
"""
STOP_WORDS = frozenset(" ".join((ENGLISH, GERMAN, FRENCH, ARABIC)).split())


def fold(text: str) -> str:
    """Without case, accents and vowel signs: "Größe" is "grosse", "éclairé" is "eclaire"."""
    apart = unicodedata.normalize("NFKD", text).casefold().replace(TATWEEL, "")
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def words_of(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in WORD.findall(fold(text))]


def asked(text: str) -> list[str]:
    """The words of a question that matter, in their order; all of them when none does."""
    words = list(dict.fromkeys(words_of(text)))
    return ([word for word in words if word not in STOP_WORDS] or words)[:MOST_WORDS]


def stem(word: str) -> str:
    """The beginning that its forms share in most languages: "squealing" and "squeals" meet."""
    return word[: max(SHORTEST_STEM, len(word) - ENDING)]
