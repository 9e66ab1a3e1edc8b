import numpy as np
import pytest

from portal.triage.evaluation import accuracy
from portal.triage.model import LastLabels, Model
from portal.triage.training import NothingToTellApart, train


def test_with_ten_examples_of_each_topic_most_questions_go_where_they_belong(banker, unseen):
    said = [proposal.label for proposal in banker.propose_all([text for text, _ in unseen])]

    assert accuracy([label for _, label in unseen], said) >= 0.71


def test_the_first_message_is_judged_by_names_and_articles_alone(marlow):
    model = marlow()

    assert model.propose("The brakes squeal when it rains").label == "workshop"
    assert model.propose("I have not got an invoice").label == "billing"


def test_with_few_examples_no_percentage_is_shown_and_a_person_looks(marlow):
    proposal = marlow(("The chain came off", "workshop")).propose("My brakes squeal")

    assert proposal.confidence is None
    assert proposal.abstains


def test_what_kim_corrects_is_known_at_once(banker, unseen):
    text, truth = next(
        (text, truth) for text, truth in unseen if banker.propose(text).label != truth
    )

    banker.learn(text, truth)

    assert banker.propose(text).label == truth


def test_what_was_known_before_a_correction_still_is(banker, unseen):
    sample = unseen[::5]
    before = [banker.propose(text).label == label for text, label in sample]

    for text, label in unseen[1::8]:
        banker.learn(text, label)

    after = [banker.propose(text).label == label for text, label in sample]
    assert sum(after) >= sum(before)


def test_a_new_department_is_proposed_after_its_first_messages(marlow):
    model = marlow()

    model.learn("Do you have a summer job for a student?", "people")
    model.learn("I want to apply for the job as a mechanic", "people")

    assert model.propose("I would like to apply for a job").label == "people"


def test_a_department_that_was_closed_is_not_proposed_any_more(marlow):
    model = marlow()

    model.drop("billing")
    model.drop("billing")

    assert model.propose("Where is my invoice?").label != "billing"
    with pytest.raises(LastLabels):
        model.drop("workshop")


def test_the_words_that_speak_for_it_are_the_messages_own(banker):
    proposal = banker.propose("Hello, my Card was SWALLOWED by the machine this morning")

    assert proposal.label == "card_swallowed"
    assert proposal.because[0] == "SWALLOWED"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!", "\x00", "🔥🔥", "\ud800", "a" * 1_000_000, "ط" * 5_000, "1 2 3" * 9_999],
)
def test_whatever_is_written_gets_an_answer(banker, text):
    proposal = banker.propose(text)

    assert proposal.label in banker.labels
    assert 0 <= proposal.likelihood <= 1


@pytest.mark.parametrize("text", ["", "¿?", "Das Wetter wird morgen bestimmt wieder schöner"])
def test_what_it_has_never_met_is_left_to_a_person(banker, text):
    assert banker.propose(text).abstains


def test_one_message_alone_is_judged_as_it_is_among_others(banker, unseen):
    texts = [text for text, _ in unseen[:50]]

    together = banker.propose_all(texts)

    assert [each.label for each in together] == [banker.propose(text).label for text in texts]
    assert np.allclose(
        [each.likelihood for each in together],
        [banker.propose(text).likelihood for text in texts], atol=1e-4,
    )  # fmt: skip


def test_learning_twice_from_the_same_examples_gives_the_same_model(few, names):
    once, again = (train(few[:60], about=names).to_bytes() for _ in range(2))

    assert once == again


@pytest.mark.parametrize("examples", [[], [("My brakes squeal", "workshop")] * 3])
def test_there_is_nothing_to_learn_without_two_labels(examples):
    with pytest.raises(NothingToTellApart):
        train(examples)


def test_messages_in_arabic_and_chinese_are_learned_as_well():
    model: Model = train(
        [
            ("أين طلبي؟ لم تصل الدراجة", "delivery"),
            ("متى يصل الطلب", "delivery"),
            ("الفاتورة غير صحيحة", "billing"),
            ("أريد نسخة من الفاتورة", "billing"),
            ("我的自行车什么时候到", "delivery"),
            ("发票不对", "billing"),
        ]
    )

    assert model.propose("لم يصل طلبي بعد").label == "delivery"
    assert model.propose("请给我发票").label == "billing"
