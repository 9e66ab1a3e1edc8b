"""What the desk's triage would make of messages, measured."""

import json
import sys
import time
from pathlib import Path
from typing import NoReturn

import click

from portal.triage.encoders import NAMES, NotInstalled, encoder_named
from portal.triage.evaluation import accuracy, accuracy_at, macro_f1
from portal.triage.labelled import Unreadable, read_labelled
from portal.triage.model import Model
from portal.triage.training import NothingToTellApart, train
from portal.triage.wording import spoken

BAD_INPUT = 2
WARMING_UP = 20


@click.group("triage", short_help="Measure the learning triage.")
def triage() -> None:
    """Measure what the learning triage makes of messages. Needs no database."""


@triage.command("evaluate")
@click.option(
    "--train", "learned", required=True, type=click.Path(path_type=Path),
    help="CSV with the columns text,label to learn from.",
)  # fmt: skip
@click.option(
    "--test", "asked", required=True, type=click.Path(path_type=Path),
    help="CSV with the same columns, to be judged by.",
)  # fmt: skip
@click.option(
    "--encoder", "name", type=click.Choice(NAMES), default="none", show_default=True,
    help="What reads the meaning beside the words; use is an extra.",
)  # fmt: skip
def evaluate(learned: Path, asked: Path, name: str) -> None:
    """Learn from one file, be judged by another, and print one line of JSON.

    accuracy and macro_f1 are of all messages, accuracy_at_80_coverage of the surest four of five;
    ms_per_message is processor time, for one message after the other, reasons included. sure is
    the share of messages where the model would not ask a person, accuracy_of_sure how often it is
    right there, when 95 of 100 were asked for. The names of the labels are learned as well.
    """
    try:
        encoder = encoder_named(name)
        examples, messages = read_labelled(learned), read_labelled(asked)
        model = train(
            examples, about={label: [spoken(label)] for _, label in examples}, encoder=encoder
        )
    except Unreadable as problem:
        _refuse(str(problem))
    except NothingToTellApart:
        _refuse(f"{learned}: all rows have the same label, there is nothing to tell apart")
    except NotInstalled:
        _refuse("The encoder is not installed. Run: pip install 'portal[smart]'")
    click.echo(json.dumps(_figures(model, messages)))


def _figures(model: Model, messages: list[tuple[str, str]]) -> dict[str, float | int | None]:
    for text, _ in messages[:WARMING_UP]:
        model.propose(text)
    before = time.process_time()
    proposals = [model.propose(text) for text, _ in messages]
    spent = time.process_time() - before
    truth = [label for _, label in messages]
    said = [each.label for each in proposals]
    right = [one == other for one, other in zip(truth, said, strict=True)]
    sure = [each for each, proposal in zip(right, proposals, strict=True) if not proposal.abstains]
    return {
        "accuracy": round(accuracy(truth, said), 4),
        "macro_f1": round(macro_f1(truth, said), 4),
        "accuracy_at_80_coverage": round(
            accuracy_at(0.8, [each.likelihood for each in proposals], right), 4
        ),
        "ms_per_message": round(1000 * spent / len(messages), 3),
        "sure": round(len(sure) / len(messages), 4),
        "accuracy_of_sure": round(sum(sure) / len(sure), 4) if sure else None,
        "messages": len(messages),
        "labels": len(model.labels),
    }


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(BAD_INPUT)
