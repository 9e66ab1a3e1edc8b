"""A desk that has seen ten questions of each of 77 topics, and those it has not seen."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portal.triage.labelled import read_labelled
from portal.triage.model import Model
from portal.triage.training import train
from portal.triage.wording import spoken

DATA = Path(__file__).parent / "data"
Labelled = list[tuple[str, str]]


@pytest.fixture(scope="session")
def few() -> Labelled:
    return read_labelled(DATA / "banking_few10.csv")


@pytest.fixture(scope="session")
def unseen() -> Labelled:
    return read_labelled(DATA / "banking_dev.csv")


@pytest.fixture(scope="session")
def names(few: Labelled) -> dict[str, list[str]]:
    return {label: [spoken(label)] for _, label in few}


@pytest.fixture(scope="session")
def packed_banker(few: Labelled, names: dict[str, list[str]]) -> bytes:
    return train(few, about=names).to_bytes()


@pytest.fixture
def banker(packed_banker: bytes) -> Model:
    """Each test's own: some of them teach it."""
    return Model.from_bytes(packed_banker)


@pytest.fixture
def marlow() -> Callable[..., Model]:
    """A bicycle maker's triage on its first morning: departments, their names and articles."""

    def make(*examples: tuple[str, str]) -> Model:
        about = {
            "workshop": ["workshop", "my brakes squeal", "how to adjust the gears"],
            "billing": ["billing", "where is my invoice", "pay by instalments"],
            "delivery": ["delivery", "when does my bicycle arrive", "change the address"],
        }
        return train(examples, about=about)

    return make
