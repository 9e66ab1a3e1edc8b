"""Which passwords may be chosen, and how they are kept."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher

from portal.accounts import passwords

OWNER = ("Marlow Cycles", "Maya Okafor", "maya.okafor@example.com")


def test_the_portals_own_figures_are_owasps():
    """In a process of its own, because tests put cheaper figures into the module."""
    figures = "HASHER.memory_cost, HASHER.time_cost, HASHER.parallelism, HASHER.type.name"
    asked = f"from portal.accounts.passwords import HASHER; print({figures})"

    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["19456", "2", "1", "ID"]


@pytest.mark.parametrize(
    "password",
    ["a bell, a rack and 28 spokes", "four green hills far off", "żółta łódka na rzece", "秋" * 3
     + "の夕暮れに鳥が飛んで帰る", "kQ9#vT2!xR7@pL4m"],
)  # fmt: skip
def test_a_sentence_of_ones_own_is_fine(password):
    assert passwords.fault(password, about=OWNER) is None


@pytest.mark.parametrize("password", ["short one", "fourteen chars", "ﬃ ﬃ ﬃ"])
def test_what_is_short_is_refused_with_the_length_it_needs(password):
    assert "15 characters" in passwords.fault(password)


def test_what_is_endless_is_refused():
    assert "at most 200" in passwords.fault("many words and then some " * 9)


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "123456789012345", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc", "correct horse battery staple", "MarlowCycles2026!",
        "marlow cycles marlow", "maya.okafor@example.com", "Maya Okafor 1985", "okaforokafor2026!",
        "Welcome to Marlow 1", "iloveyouiloveyou1", "abcdefghijklmnop", "P a s s w o r d 12345",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password):
    assert "easy to guess" in passwords.fault(password, about=OWNER)


def test_the_right_password_matches_however_its_letters_are_composed():
    kept = passwords.hashed("caf\u00e9 in the old town")

    assert passwords.matches(kept, "cafe\u0301 in the old town")
    assert not passwords.matches(kept, "cafe in the old town")


def test_nobody_has_a_password_that_matches():
    assert not passwords.matches(None, "")
    assert not passwords.matches("", "a bell, a rack and 28 spokes")
    assert not passwords.matches("not a hash", "a bell, a rack and 28 spokes")


def test_a_hash_with_other_figures_is_outdated():
    dearer = PasswordHasher(memory_cost=16, time_cost=1, parallelism=1)

    assert passwords.is_outdated(dearer.hash("a bell, a rack and 28 spokes"))
    assert not passwords.is_outdated(passwords.hashed("a bell, a rack and 28 spokes"))
