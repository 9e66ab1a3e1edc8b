import hashlib
import pickle

import numpy as np
import pytest

from portal.triage.encoders import OtherEncoder
from portal.triage.model import Model
from portal.triage.packing import MARK, NotPacked, pack, unpack
from portal.triage.similar import Similar


def test_a_model_that_was_kept_proposes_the_same(marlow):
    model = marlow(("The chain came off", "workshop"))

    again = Model.from_bytes(model.to_bytes())

    for text in ("My chain squeals", "Where is it?", ""):
        assert again.propose(text).label == model.propose(text).label
        assert again.propose(text).likelihood == pytest.approx(
            model.propose(text).likelihood, abs=1e-3
        )
    assert again.examples == 1


def test_a_version_is_the_hash_of_the_bytes_and_changes_with_what_is_learned(marlow):
    model = marlow()
    before = model.version

    assert model.to_bytes()[len(MARK):].startswith(before.encode())  # fmt: skip
    assert Model.from_bytes(model.to_bytes()).version == before
    model.learn("The chain came off", "workshop")
    assert model.version != before


@pytest.mark.parametrize("kept", [Model, Similar])
@pytest.mark.parametrize(
    "spoiled",
    [
        lambda good: b"",
        lambda good: good[:-1],
        lambda good: good + b"x",
        lambda good: good[:200] + bytes([good[200] ^ 1]) + good[201:],
        lambda good: good.replace(b"triage 1", b"triage 2", 1),
        lambda good: pickle.dumps({"labels": ["a", "b"]}),
        lambda good: sealed(b"\xff" * 100),
        lambda good: sealed(b"\x02" + bytes(7) + b"[]"),
        lambda good: pack({}, {}),
        lambda good: pack({"encoder": "none", "labels": ["a", "b"]}, {}),
        lambda good: pack({**unpack(good)[0]}, {"words": np.zeros((1, 1), np.float32)}),
    ],
)
def test_bytes_that_are_no_model_are_refused(marlow, kept, spoiled):
    good = (marlow() if kept is Model else index("My brakes squeal")).to_bytes()

    with pytest.raises((NotPacked, OtherEncoder)):
        kept.from_bytes(spoiled(good))


def test_an_array_of_objects_cannot_come_back():
    head = b'{"facts": {}, "arrays": {"x": ["|O", 1]}}'

    with pytest.raises(NotPacked):
        unpack(sealed(len(head).to_bytes(8, "little") + head + bytes(8)))


def test_shapes_that_do_not_belong_together_are_refused(marlow):
    facts, arrays = unpack(marlow().to_bytes())
    facts["labels"] = facts["labels"][:2]

    with pytest.raises(NotPacked):
        Model.from_bytes(pack(facts, arrays))


def test_an_index_that_was_kept_finds_the_same():
    before = index("My brakes squeal", "Where is my invoice?", "The brakes are too soft")

    again = Similar.from_bytes(before.to_bytes())

    assert again.like("brakes") == before.like("brakes")
    assert again.to_bytes() == before.to_bytes()


def index(*texts: str) -> Similar:
    found = Similar()
    found.add_all(enumerate(texts))
    return found


def sealed(body: bytes) -> bytes:
    return MARK + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
