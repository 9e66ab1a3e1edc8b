"""A wording is for ever: people agreed to exactly these words."""

import hashlib

from portal.consent.models import Basis, Purpose
from portal.consent.purposes import PURPOSES
from portal.consent.wordings import WORDINGS, current, shown
from portal.web.languages import LANGUAGES

AS_AGREED = {
    "check-ins 1": "daff24a8564c8bb6",
    "advice 1": "02d5be6d7f711c35",
    "news 1": "1957e0299f55355f",
    "offers 1": "8c54e4b169a771e1",
    "surveys 1": "9609e2150c64a064",
    "check-ins when you order 1": "c0c6f907b3e83a9d",
    "advice when you order 1": "c0c6f907b3e83a9d",
    "offers when you order 1": "c0c6f907b3e83a9d",
}
"""A fingerprint of each version. Never change one: add a version."""


def test_no_wording_that_somebody_may_have_agreed_to_has_changed():
    assert {
        each.version: hashlib.sha256(repr(sorted(each.texts.items())).encode()).hexdigest()[:16]
        for each in WORDINGS
    } == AS_AGREED


def test_every_wording_is_there_in_every_language_and_names_who_writes():
    for each in WORDINGS:
        assert each.texts.keys() == LANGUAGES.keys()
        if each.basis is Basis.CONSENT:
            assert all("%(company)s" in text for text in each.texts.values())


def test_every_purpose_has_a_wording_for_each_of_its_bases():
    for purpose, words in PURPOSES.items():
        assert {current(purpose, basis).basis for basis in words.bases} == words.bases


def test_who_reads_another_language_is_shown_english():
    assert shown(current(Purpose.NEWS), "nl", "Marlow").language == "en"
    assert shown(current(Purpose.NEWS), "de", "Marlow").text.startswith("Marlow darf mir")
