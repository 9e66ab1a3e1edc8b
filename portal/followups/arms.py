"""Who gets the mails and who is held back: decided by a hash that anybody can recompute. Pure."""

import hashlib

SALT = "follow-ups 1"
WHOLE = 2**256


def place_of(playbook_key: str, customer_number: str) -> float:
    """Where between 0 and 1 this customer stands in this playbook: always at the same place."""
    made_of = f"{SALT}|{playbook_key}|{customer_number}"
    return int.from_bytes(hashlib.sha256(made_of.encode()).digest()) / WHOLE


def is_held_back(place: float, holdout_percent: int) -> bool:
    return place < holdout_percent / 100
