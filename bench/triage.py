"""What the learning triage knows, how honest it is about it, and what it costs.

`python -m bench.triage topics|first|similar`: see bench/README.md. Nothing is fetched: the files
are CSV with the columns text,label, and there are small ones with the tests.
"""

import argparse
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from portal.triage.calibration import threshold
from portal.triage.encoders import NAMES, Encoder, encoder_named
from portal.triage.evaluation import accuracy, accuracy_at, calibration_error, macro_f1
from portal.triage.labelled import read_labelled
from portal.triage.prequential import prequential
from portal.triage.similar import Similar
from portal.triage.training import train
from portal.triage.wording import spoken

DATA = Path(__file__).parents[1] / "tests" / "triage" / "data"
Labelled = Sequence[tuple[str, str]]
RIGHT = 0.95
HALVES = 50
FIRST_TICKETS = 200
QUESTIONS = 400


def topics(learned: Labelled, asked: Labelled, encoder: Encoder | None) -> dict[str, float]:
    """One file learned, another judged; a threshold set on one half of that, kept on the other."""
    names = {label: [spoken(label)] for _, label in learned}
    before = time.process_time()
    model = train(learned, about=names, encoder=encoder)
    training = time.process_time() - before
    before = time.process_time()
    proposals = [model.propose(text) for text, _ in asked]
    spent = time.process_time() - before
    truth, said = [label for _, label in asked], [each.label for each in proposals]
    right = np.array([one == other for one, other in zip(truth, said, strict=True)])
    likely = np.array([each.likelihood for each in proposals])
    sure = np.array([not each.abstains for each in proposals])
    return {
        "accuracy": accuracy(truth, said),
        "macro_f1": macro_f1(truth, said),
        "accuracy_at_80_coverage": accuracy_at(0.8, likely, right),
        "calibration_error": calibration_error(likely, right),
        "sure": float(sure.mean()),
        "accuracy_of_sure": float(right[sure].mean()) if sure.any() else float("nan"),
        **_kept_on_the_other_half(likely, right),
        "training_cpu_s": training,
        "cpu_ms_per_message": 1000 * spent / len(asked),
    }


def _kept_on_the_other_half(likely: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Means of fifty ways to halve the messages: how right and how many, and how far from 95 %."""
    chance = np.random.default_rng(0)
    kept, covered = [], []
    for _ in range(HALVES):
        order = chance.permutation(len(likely))
        one, other = np.array_split(order, 2)
        sure = likely[other] >= threshold(likely[one], right[one], right=RIGHT)
        covered.append(sure.mean())
        kept.append(right[other][sure].mean() if sure.any() else np.nan)
    return {
        "threshold_kept": float(np.nanmean(kept)),
        "threshold_coverage": float(np.mean(covered)),
        "threshold_error": float(abs(np.nanmean(kept) - RIGHT)),
    }


def first(tickets: Labelled, encoder: Encoder | None) -> dict[str, float]:
    """The right department within the first tickets, beginning with names and article titles."""
    department = json.loads((DATA / "banking_departments.json").read_text())["department"]
    about: dict[str, list[str]] = {}
    for topic, name in department.items():
        about.setdefault(name, [name]).append(spoken(topic))
    shares = []
    for seed in range(5):
        drawn = random.Random(seed).sample(list(tickets), FIRST_TICKETS)
        messages = [(text, department[topic]) for text, topic in drawn]
        judged = list(prequential(messages, about=about, encoder=encoder))
        shares.append(sum(each.right for each in judged) / len(judged))
    return {"first_200": statistics.mean(shares), "worst": min(shares), "best": max(shares)}


def similar(
    solved: Labelled, asked: Labelled, encoder: Encoder | None, tickets: int
) -> dict[str, float]:
    """Whether one of five is about the same topic, and what that costs among many others."""
    index, full_text = Similar(encoder), _full_text()
    texts = [text for text, _ in solved]
    hits = _hits(index, full_text, texts, solved, asked)
    others = _mixed(texts, tickets - len(texts))
    index.add_all(enumerate(others, start=len(texts)))
    full_text.executemany(
        "insert into solved(rowid, text) values (?, ?)", enumerate(others, start=len(texts))
    )
    questions = [text for text, _ in asked[:: max(1, len(asked) // QUESTIONS)]]
    ours = _times(questions, index.like)
    theirs = _times(questions, lambda text: _any_word(full_text, text))
    return {
        **hits,
        "tickets": len(index),
        "p50_ms": statistics.median(ours),
        "p95_ms": float(np.percentile(ours, 95)),
        "fts5_p50_ms": statistics.median(theirs),
        "fts5_to_ours": statistics.median(theirs) / statistics.median(ours),
        "bytes_per_ticket": len(index.to_bytes()) / len(index),
    }


def _hits(
    index: Similar, full_text: sqlite3.Connection, texts: list[str], solved: Labelled,
    asked: Labelled,
) -> dict[str, float]:  # fmt: skip
    index.add_all(enumerate(texts))
    full_text.executemany("insert into solved(rowid, text) values (?, ?)", enumerate(texts))
    found: dict[str, list[bool]] = {"hit_at_1": [], "hit_at_5": [], "fts5_hit_at_5": []}
    for text, label in asked:
        here = [solved[match.key][1] == label for match in index.like(text)]
        found["hit_at_1"].append(any(here[:1]))
        found["hit_at_5"].append(any(here))
        there = [solved[key][1] == label for key in _any_word(full_text, text)]
        found["fts5_hit_at_5"].append(any(there))
    return {name: statistics.mean(each) for name, each in found.items()}


def _full_text() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table solved using fts5(text, tokenize = 'porter')")
    return database


def _any_word(database: sqlite3.Connection, text: str) -> list[int]:
    words = {"".join(filter(str.isalnum, word)) for word in text.split()} - {""}
    question = " or ".join(f'"{word}"' for word in words).replace(" or ", " OR ")
    rows = database.execute(
        "select rowid from solved where solved match ? order by rank limit 5", (question,)
    )
    return [row[0] for row in rows] if question else []


def _mixed(texts: list[str], count: int) -> list[str]:
    """As many others as there are asked for: halves of two real ones, and a word of their own."""
    chance, words = random.Random(0), [text.split() for text in texts]
    return [
        " ".join([*one[: len(one) // 2], *other[len(other) // 2 :], f"{number:x}"])
        for number in range(count)
        for one, other in [(chance.choice(words), chance.choice(words))]
    ]


def _times(questions: list[str], ask: Callable[[str], object]) -> list[float]:
    ask(questions[0])
    times = []
    for text in questions:
        before = time.perf_counter()
        ask(text)
        times.append(1000 * (time.perf_counter() - before))
    return times


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("what", choices=("topics", "first", "similar"))
    words.add_argument("--train", type=Path, default=DATA / "banking_few10.csv")
    words.add_argument("--test", type=Path, default=DATA / "banking_dev.csv")
    words.add_argument("--encoder", choices=NAMES, default="none")
    words.add_argument("--tickets", type=int, default=100_000)
    asked = words.parse_args()
    encoder = encoder_named(asked.encoder)
    learned, test = read_labelled(asked.train), read_labelled(asked.test)
    if asked.what == "topics":
        figures = topics(learned, test, encoder)
    elif asked.what == "first":
        figures = first(learned, encoder)
    else:
        figures = similar(learned, test, encoder, asked.tickets)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
