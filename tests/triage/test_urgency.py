import pytest

from portal.triage import urgent_phrases
from portal.triage.model import Proposal
from portal.triage.urgency import SCALE, raised, urgency_of
from portal.triage.wording import folded


def proposed(label: str, *, abstains: bool) -> Proposal:
    return Proposal(label, 0.97, ("PIN",), abstains, 0.97)


@pytest.mark.parametrize(
    "text, priority, because",
    [
        ("My brakes failed and I was hurt", "urgent", ("brakes failed", "hurt")),
        ("Das Rad wurde GESTOHLEN", "urgent", ("GESTOHLEN",)),
        ("De la fumée sort de la batterie", "urgent", ("fumée",)),
        ("Please answer as soon as possible", "high", ("as soon as possible",)),
        ("Es ist dringend", "high", ("dringend",)),
        ("الأمر عاجل", "high", ("عاجل",)),
        ("It is not urgent, take your time", "normal", ()),
        ("Es eilt nicht. Kein Feuer", "high", ("eilt",)),
        ("When do you open?", "normal", ()),
        ("", "normal", ()),
    ],
)
def test_words_of_danger_and_haste_raise_a_message(text, priority, because):
    urgency = urgency_of(text)

    assert (urgency.priority, urgency.because) == (priority, because)


def test_an_urgent_topic_raises_even_when_it_is_only_a_guess():
    sure = urgency_of("PIN gone", proposal=proposed("pin", abstains=False), urgent_labels={"pin"})
    guess = urgency_of("PIN gone", proposal=proposed("pin", abstains=True), urgent_labels={"pin"})

    assert (sure.priority, guess.priority) == ("urgent", "high")
    assert sure.because == ("PIN",)


def test_a_calm_topic_takes_nothing_from_urgent_words():
    calm = proposed("opening hours", abstains=False)

    assert urgency_of("There is smoke", proposal=calm, urgent_labels={"pin"}).priority == "urgent"


@pytest.mark.parametrize("before", SCALE)
@pytest.mark.parametrize("proposal", SCALE)
def test_nothing_is_ever_lowered(before, proposal):
    assert SCALE.index(raised(before, proposal)) == max(SCALE.index(before), SCALE.index(proposal))


def test_what_is_not_on_the_scale_is_an_error():
    with pytest.raises(ValueError, match="not in"):
        raised("normal", "tomorrow")


def test_the_lists_are_written_as_words_are_compared():
    for phrase in urgent_phrases.URGENT | urgent_phrases.HIGH | urgent_phrases.NOT_BEFORE:
        assert " ".join(map(folded, phrase.split())) == phrase
        assert len(phrase.split()) <= 4
