"""Which builds are a visitor's own: their browser remembers the codes it saved, signed by us."""

from flask import session as cookie

from portal.access import me
from portal.building import policy
from portal.building.models import Build

COOKIE = "builds"
MOST = 20


def codes() -> list[str]:
    """What this browser saved without an account, oldest first."""
    kept = cookie.get(COOKIE)
    return [code for code in kept if isinstance(code, str)] if isinstance(kept, list) else []


def remember(build: Build) -> None:
    cookie[COOKIE] = [*(code for code in codes() if code != build.code), build.code][-MOST:]


def forget(build: Build) -> None:
    cookie[COOKIE] = [code for code in codes() if code != build.code]


def is_mine(build: Build) -> bool:
    """May this person, or this browser, rename and delete it?"""
    if policy.may_read(me(), build):
        return True
    return build.user_id is None and build.customer_id is None and build.code in codes()
