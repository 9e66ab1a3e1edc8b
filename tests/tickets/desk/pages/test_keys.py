"""The desk's single keys, as each wants them (WCAG 2.1.4: off, or other ones)."""

from portal.database import session
from portal.tickets.desk_keys import KEYS, chosen


def own(user):
    session.refresh(user)
    return user.desk_keys


def test_kim_changes_a_key_and_the_page_knows(kim, sign_in):
    page = sign_in(kim).visit("/desk/keys").fill(next_concern="d").press("Save keys")

    assert page.status == 200
    assert own(kim) == "jd"
    assert page.by_id("keys")["data-keys"] == "jd"
    assert page.value("key-0") == "d"


def test_kim_switches_them_off_and_on_again(kim, sign_in):
    page = sign_in(kim).visit("/desk/keys").fill(use_single_keys=False).press("Save keys")
    assert own(kim) == "off"

    page.fill(use_single_keys=True).press("Save keys")
    assert own(kim) is None


def test_two_things_on_one_key_are_refused_and_stay_as_typed(kim, sign_in):
    page = sign_in(kim).visit("/desk/keys").fill(next_concern="k").press("Save keys")

    assert (page.status, page.value("key-0"), own(kim)) == (422, "k", None)
    assert "Give each another key" in page.text


def test_what_is_kept_is_read_again():
    assert chosen("jd kl")["j"] == "d"
    assert chosen("off") == chosen(None) == {key: key for key in KEYS}
