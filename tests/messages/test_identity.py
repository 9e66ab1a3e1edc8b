"""Addresses that only we can have made."""

import pytest

from portal.messages import identity
from portal.messages.identity import Way
from portal.messages.models import new_token


@pytest.fixture
def token(app):
    return new_token()


@pytest.mark.parametrize("spelled", [str, str.upper, lambda address: f"<{address}>"])
def test_an_answer_finds_its_mail_however_its_address_is_spelled(token, spelled):
    found = identity.own_address(spelled(identity.reply_address(token)))

    assert (found.way, found.token, found.is_genuine) == (Way.REPLY, token, True)


def test_the_seal_of_one_way_is_worth_nothing_on_another(token):
    for_answers = identity.reply_address(token)

    assert identity.own_address(identity.return_address(token)).is_genuine
    assert not identity.own_address(for_answers.replace("reply+", "b+")).is_genuine


def test_a_guessed_address_is_forged_and_others_are_none_of_ours(token, portal):
    guessed = f"reply+{token}aaaaaaaaaa@{portal.settings.inbound_domain}"

    assert not identity.own_address(guessed).is_genuine
    assert identity.own_address(identity.reply_address(token).replace("in.", "out.")) is None
    assert identity.own_address("help@in.portal.example.com") is None
    assert identity.own_address("") is None


def test_letters_that_only_look_like_ours_make_no_address(token, portal):
    """`\u017f` counts as an s, and the Kelvin sign as a k, where case does not matter."""
    seal = "\u017f\u212a" * 5

    assert identity.own_address(f"reply+{token}{seal}@{portal.settings.inbound_domain}") is None


def test_an_address_made_with_the_key_before_is_still_ours(token, portal):
    before = identity.reply_address(token)

    portal.change_settings(
        secret_key="another key, of at least 32 letters",
        secret_key_fallbacks=(portal.settings.secret_key,),
    )
    assert identity.own_address(before).is_genuine

    portal.change_settings(secret_key="another key, of at least 32 letters")
    assert not identity.own_address(before).is_genuine


def test_message_ids_name_their_mail(token):
    assert identity.token_of(identity.message_id(token)) == token
    assert identity.token_of(identity.message_id(token).strip("<>").upper()) == token
    assert identity.token_of(f"<m.{token}@elsewhere.example.com>") is None
    assert identity.token_of("<m.abc@in.portal.example.com>") is None


def test_addresses_fit_into_what_mail_allows(token):
    for address in (identity.reply_address(token), identity.return_address(token)):
        assert len(address.partition("@")[0]) <= 64
