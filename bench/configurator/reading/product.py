"""A product model of our own, TOML or JSON."""

from itertools import pairwise

from bench.configurator.instance import Instance
from portal.configurator import files
from portal.configurator.lowering import lower


def read(name: str, text: str) -> Instance:
    lowered = lower(files.read(text))
    instance = Instance(name, lowered.problem)
    starts = lowered.problem.starts
    for low, high in pairwise(starts):
        picks = lowered.picks[low:high]
        instance.names.append(picks[0].group if picks[0] else "a price")
        instance.values.append([pick.option if pick else "" for pick in picks])
    return instance
