"""python -m bench.configurator.unstructured GROUPS > model.json: a model that does not compile.

Groups of five options, three random excludes a group, a table over three random groups that allows
seven rows of ten, for every five groups one, and a watt sum against eight power supplies, in steps
of 5 W. There is at least one build.
"""

import argparse
import json
import random
import sys
from itertools import product

OPTIONS = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.configurator.unstructured", description=__doc__)
    parser.add_argument("groups", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    json.dump(unstructured(options.groups, options.seed), sys.stdout, indent=1)


def unstructured(count: int, seed: int) -> dict:
    """The model as files of models are; a hidden build keeps every rule."""
    rng = random.Random(seed)
    names = [f"g{number}" for number in range(count)]
    build = {name: rng.randrange(OPTIONS) for name in names}
    watts = {(name, each): rng.randrange(1, 9) * 5 for name in names for each in range(OPTIONS)}
    rules = [_exclude(rng, names, build, number) for number in range(3 * count)]
    rules += [_table(rng, names, build, number) for number in range(count // 5)]
    total = sum(watts[name, each] for name, each in build.items())
    supplies = [total + 5 * step for step in (-40, -30, -20, -10, 0, 10, 20, 30)]
    rules.append({"id": "power", "because": "Power.", "total": "watts", "at_most": "supply"})
    groups = [
        {
            "id": name,
            "label": name,
            "options": [
                {"id": f"o{each}", "label": f"{each}", "amounts": {"watts": watts[name, each]}}
                for each in range(OPTIONS)
            ],
        }
        for name in names
    ]
    power = [
        {"id": f"p{at}", "label": f"{supply} W", "amounts": {"supply": supply}}
        for at, supply in enumerate(supplies)
    ]
    groups.append({"id": "supply", "label": "Supply", "options": power})
    return {
        "id": f"unstructured-{count}",
        "name": "Unstructured",
        "currency": "EUR",
        "groups": groups,
        "rules": rules,
    }


def _exclude(rng: random.Random, names: list[str], build: dict[str, int], number: int) -> dict:
    while True:
        one, other = rng.sample(names, 2)
        pair = rng.randrange(OPTIONS), rng.randrange(OPTIONS)
        if pair != (build[one], build[other]):
            both = [f"{one} = o{pair[0]}", f"{other} = o{pair[1]}"]
            return {"id": f"x{number}", "because": "Apart.", "not_together": both}


def _table(rng: random.Random, names: list[str], build: dict[str, int], number: int) -> dict:
    chosen = rng.sample(names, 3)
    own = tuple(build[name] for name in chosen)
    rows = [
        [f"o{each}" for each in row]
        for row in product(range(OPTIONS), repeat=3)
        if row == own or rng.random() < 0.7
    ]
    return {"id": f"t{number}", "because": "Table.", "groups": chosen, "allow": rows}


if __name__ == "__main__":
    main()
